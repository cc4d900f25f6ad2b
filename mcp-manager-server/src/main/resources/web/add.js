import { api } from './api.js';
import { fillContainer, readContainer, showContainer } from './container.js';
import { byId, note } from './dom.js';
import { clearProblems, explain, lines, pairs } from './fields.js';

const KINDS = ['process', 'container', 'remote', 'paste'];
const TITLE = 'Add a server';

const text = (form, name) => form.elements[name].value.trim();

/** How a form says a launch, and how it is filled with one. */
const FORMS = {
  process: {
    read: (form, before) => ({
      ...before,
      kind: 'process',
      command: text(form, 'launch.command'),
      arguments: lines(text(form, 'launch.arguments')),
      environment: pairs(form, 'launch.environment', '='),
      workingDirectory: text(form, 'launch.workingDirectory') || null,
    }),
    fill: (form, launch) => {
      form.elements['launch.command'].value = launch.command;
      form.elements['launch.arguments'].value = launch.arguments.join('\n');
      form.elements['launch.environment'].value = joined(launch.environment, '=');
      form.elements['launch.workingDirectory'].value = launch.workingDirectory ?? '';
    },
  },
  container: { read: readContainer, fill: fillContainer },
  remote: {
    read: (form, before) => ({
      ...before,
      kind: 'remote',
      url: text(form, 'launch.url'),
      headers: pairs(form, 'launch.headers', ':'),
      transport: text(form, 'launch.transport'),
    }),
    fill: (form, launch) => {
      form.elements['launch.url'].value = launch.url;
      form.elements['launch.headers'].value = joined(launch.headers, ': ');
      form.elements['launch.transport'].value = launch.transport;
    },
  },
};

const joined = (values, separator) => Object.entries(values).map(([name, value]) => `${name}${separator}${value}`).join('\n');

/** The dialog that adds servers, by command, image, URL or a pasted configuration, and that changes them. */
export class ServerDialog {
  #dialog = byId('add-dialog');
  #onSaved;
  #edited = null;

  constructor(onSaved) {
    this.#onSaved = onSaved;
    this.#dialog.querySelectorAll('[data-close]').forEach((button) =>
      button.addEventListener('click', () => this.#dialog.close()));
    KINDS.forEach((kind) => {
      addGateway(kind);
      byId(`tab-${kind}`).addEventListener('click', () => this.#show(kind));
      byId(`form-${kind}`).addEventListener('submit', (submit) => {
        submit.preventDefault();
        this.#submit(kind, submit.target);
      });
    });
    byId('form-container').addEventListener('input', () => this.#watch());
    this.#dialog.querySelector('[role=tablist]').addEventListener('keydown', (press) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[press.key];
      if (!step) return;
      const at = KINDS.indexOf(press.target.id.slice('tab-'.length));
      const kind = KINDS[(at + step + KINDS.length) % KINDS.length];
      this.#show(kind);
      byId(`tab-${kind}`).focus();
    });
  }

  open(kind = 'process') {
    this.#edited = null;
    this.#begin(kind);
  }

  /** Changes a server. Hidden values are shown as ***, and stay what they are if they are left so. */
  async edit({ id }) {
    let server;
    try {
      server = await api.find(id);
    } catch (error) {
      note(error.message, true);
      return;
    }
    this.#edited = server;
    const { launch, settings } = server.definition;
    this.#begin(launch.kind, (form) => {
      form.elements.name.value = server.name;
      FORMS[launch.kind].fill(form, launch);
      for (const [name, value] of Object.entries(settings.gateway)) {
        const field = form.elements[`settings.gateway.${name}`];
        if (field?.type === 'checkbox') field.checked = value;
        else if (field) field.value = value;
      }
    });
  }

  #begin(kind, fill = () => {}) {
    KINDS.forEach((one) => {
      const form = byId(`form-${one}`);
      form.reset();
      form.querySelectorAll('details').forEach((part) => { part.open = false; });
      clearProblems(form);
    });
    const edited = this.#edited;
    fill(byId(`form-${kind}`));
    byId('add-title').textContent = edited ? `Change ${edited.name}` : TITLE;
    this.#dialog.querySelector('[role=tablist]').hidden = edited !== null;
    this.#dialog.querySelectorAll('[data-add-only]').forEach((part) => { part.hidden = edited !== null; });
    this.#dialog.querySelectorAll('[data-submit]').forEach((button) => { button.textContent = edited ? 'Save' : 'Add server'; });
    this.#watch();
    this.#show(kind);
    this.#dialog.showModal();
    byId(`form-${kind}`).querySelector('input, textarea').focus();
  }

  #watch() {
    showContainer(byId('form-container'), this.#edited?.definition.launch);
  }

  #show(kind) {
    KINDS.forEach((one) => {
      const selected = one === kind;
      byId(`tab-${one}`).setAttribute('aria-selected', String(selected));
      byId(`tab-${one}`).tabIndex = selected ? 0 : -1;
      byId(`form-${one}`).hidden = !selected;
    });
  }

  async #submit(kind, form) {
    clearProblems(form);
    const button = form.querySelector('[type=submit]');
    button.disabled = true;
    try {
      if (kind === 'paste') await this.#import(form);
      else if (this.#edited) await this.#change(kind, form);
      else await this.#create(kind, form);
      this.#dialog.close();
    } catch (error) {
      explain(form, error);
    } finally {
      button.disabled = false;
    }
  }

  async #create(kind, form) {
    const server = await api.create({
      name: text(form, 'name'),
      launch: FORMS[kind].read(form),
      settings: { gateway: readGateway(form) },
    });
    note(`${server.name} added`);
    this.#onSaved(server);
    if (form.elements.start.checked) {
      // not awaited: it takes as long as the server needs to answer, and the list shows how it goes
      api.command(server.id, 'start').catch((error) => note(`${server.name}: ${error.message}`, true));
    }
  }

  async #change(kind, form) {
    const { id, revision, definition } = this.#edited;
    const server = await api.change(id, revision, {
      ...definition,
      name: text(form, 'name'),
      launch: FORMS[kind].read(form, definition.launch),
      settings: { ...definition.settings, gateway: { ...definition.settings.gateway, ...readGateway(form) } },
    });
    note(`${server.name} changed`);
    this.#onSaved(server);
  }

  async #import(form) {
    const { created, skipped, notes } = await api.importText(form.elements.json.value);
    if (created.length) this.#onSaved(created[0]);
    note([
      created.length ? `Added ${created.map((server) => server.name).join(', ')}` : 'Nothing new to add',
      skipped.length && `already there: ${skipped.join(', ')}`,
    ].filter(Boolean).join('; '));
    notes.forEach((text) => note(text));
  }
}

/** How the gateway treats a server is asked for in the same words for every kind. */
function addGateway(kind) {
  const place = byId(`form-${kind}`).querySelector('[data-gateway]');
  if (!place) return;
  const fields = byId('gateway-fields').content.cloneNode(true);
  fields.querySelectorAll('[id]').forEach((field) => { field.id = `${kind}-${field.id}`; });
  fields.querySelectorAll('[for]').forEach((label) => { label.htmlFor = `${kind}-${label.htmlFor}`; });
  place.replaceWith(fields);
}

function readGateway(form) {
  const max = text(form, 'settings.gateway.maxIsolated');
  return {
    protocol: text(form, 'settings.gateway.protocol'),
    isolation: text(form, 'settings.gateway.isolation'),
    maxIsolated: Number.isInteger(Number(max)) && max ? Number(max) : max || null,
    repeatIdempotent: form.elements['settings.gateway.repeatIdempotent'].checked,
    exposed: form.elements['settings.gateway.exposed'].checked,
  };
}
