import { api } from './api.js';
import { byId, element, note } from './dom.js';

const KINDS = ['process', 'remote', 'paste'];

/** The dialog that adds servers: by command, by URL, or by pasting a configuration. */
export class AddDialog {
  #dialog = byId('add-dialog');
  #onAdded;

  constructor(onAdded) {
    this.#onAdded = onAdded;
    this.#dialog.querySelectorAll('[data-close]').forEach((button) =>
      button.addEventListener('click', () => this.#dialog.close()));
    KINDS.forEach((kind) => {
      byId(`tab-${kind}`).addEventListener('click', () => this.#show(kind));
      byId(`form-${kind}`).addEventListener('submit', (submit) => {
        submit.preventDefault();
        this.#submit(kind, submit.target);
      });
    });
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
    KINDS.forEach((one) => {
      byId(`form-${one}`).reset();
      this.#clear(byId(`form-${one}`));
    });
    this.#show(kind);
    this.#dialog.showModal();
    byId(`form-${kind}`).querySelector('input, textarea').focus();
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
    this.#clear(form);
    const button = form.querySelector('[type=submit]');
    button.disabled = true;
    try {
      if (kind === 'paste') await this.#import(form);
      else await this.#create(kind, form);
      this.#dialog.close();
    } catch (error) {
      this.#explain(form, error);
    } finally {
      button.disabled = false;
    }
  }

  async #create(kind, form) {
    const value = (name) => form.elements[name].value.trim();
    const launch = kind === 'process'
      ? {
          kind,
          command: value('launch.command'),
          arguments: lines(value('launch.arguments')),
          environment: pairs(form, 'launch.environment', '='),
          ...(value('launch.workingDirectory') && { workingDirectory: value('launch.workingDirectory') }),
        }
      : { kind, url: value('launch.url'), headers: pairs(form, 'launch.headers', ':'), transport: value('launch.transport') };
    const server = await api.create({ name: value('name'), launch });
    note(`${server.name} added`);
    this.#onAdded(server);
    if (form.elements.start.checked) {
      // not awaited: it takes as long as the server needs to answer, and the list shows how it goes
      api.command(server.id, 'start').catch((error) => note(`${server.name}: ${error.message}`, true));
    }
  }

  async #import(form) {
    const { created, skipped } = await api.importText(form.elements.json.value);
    if (created.length) this.#onAdded(created[0]);
    note([
      created.length ? `Added ${created.map((server) => server.name).join(', ')}` : 'Nothing new to add',
      skipped.length && `already there: ${skipped.join(', ')}`,
    ].filter(Boolean).join('; '));
  }

  #clear(form) {
    form.querySelectorAll('.wrong').forEach((text) => text.remove());
    form.querySelectorAll('[aria-invalid]').forEach((field) => {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    });
    form.querySelector('.problems').replaceChildren();
  }

  /** Problems go next to the field they are about, all others below the form. */
  #explain(form, error) {
    const left = [];
    for (const problem of error.details ?? []) {
      const field = fieldOf(form, problem.field);
      if (field) mark(field, problem.message);
      else left.push(problem.field ? `${problem.field}: ${problem.message}` : problem.message);
    }
    if (!error.details?.length) left.push(error.message);
    form.querySelector('.problems').replaceChildren(...left.map((text) => element('li', { textContent: text })));
    form.querySelector('[aria-invalid]')?.focus();
  }
}

function fieldOf(form, path) {
  return [...form.elements].find((field) =>
    field.name && field.type !== 'checkbox' &&
    (path === field.name || path.startsWith(`${field.name}.`) || path.startsWith(`${field.name}[`)));
}

function mark(field, message) {
  const id = `${field.id}-wrong`;
  const shown = document.getElementById(id);
  if (shown) {
    shown.textContent += `; ${message}`;
    return;
  }
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', id);
  field.after(element('p', { id, className: 'wrong', textContent: message }));
}

function lines(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean);
}

function pairs(form, name, separator) {
  const result = {};
  for (const line of lines(form.elements[name].value)) {
    const at = line.indexOf(separator);
    if (at < 1) {
      const problem = { field: name, message: `“${line.slice(0, 20)}” is not of the form name${separator}value` };
      throw Object.assign(new Error(problem.message), { details: [problem] });
    }
    result[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return result;
}
