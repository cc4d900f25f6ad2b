import { api } from './api.js';
import { byId, confirmed, element, note } from './dom.js';

const WORDS = {
  start: ['Starting', 'Started'],
  stop: ['Stopping', 'Stopped'],
  restart: ['Restarting', 'Restarted'],
  enable: ['Enabling', 'Enabled'],
  disable: ['Disabling', 'Disabled'],
  delete: ['Deleting', 'Deleted'],
};
// whether a command would change anything about a server
const USEFUL = {
  start: (server) => server.state !== 'running',
  stop: (server) => server.state !== 'stopped',
  restart: () => true,
  enable: (server) => !server.definition.enabled,
  disable: (server) => server.definition.enabled,
  delete: () => true,
};
const MOST_SERVERS = 1000;
const MOST_CARDS = 3;
const NAMED = 8;

const servers = (count) => `${count} ${count === 1 ? 'server' : 'servers'}`;
const isOver = (run) => run.state === 'finished' || run.state === 'cancelled';

/** Commands for the chosen servers, and a card for each run of such a command: its progress, its failures, its undo. */
export class Bulk {
  #list;
  #cards = new Map();

  constructor(list) {
    this.#list = list;
    list.onChosen = (chosen, hidden) => this.#showBar(chosen, hidden);
    byId('bulk-bar').querySelectorAll('[data-command]').forEach((button) =>
      button.addEventListener('click', () => this.#begin(button.dataset.command)));
    byId('bulk-clear').addEventListener('click', () => {
      list.chooseNone();
      byId('choose-all').focus();
    });
    byId('servers').addEventListener('keydown', (press) => {
      if (press.key !== 'Escape' || !list.chosen.length || press.target.type === 'search') return;
      list.chooseNone();
      byId('choose-all').focus();
    });
  }

  /** What the event log says of runs, whoever began them. */
  hear({ type, data }) {
    if (type === 'bulk.started') {
      const left = { total: data.servers, waiting: data.servers, running: 0, done: 0, succeeded: 0, skipped: 0, failed: 0, cancelled: 0 };
      this.#show({ id: data.run, command: data.command.replace('undo ', ''), undoes: data.command.startsWith('undo ') || null, state: 'running', counts: left });
    }
    if (type === 'bulk.progress') this.#cards.get(data.run)?.progress(data.counts);
    if (type === 'bulk.finished') this.#read(data.run);
  }

  /** After a pause: what became of the runs shown, and which are under way. */
  async refresh() {
    try {
      const known = new Set();
      for (const run of await api.runs()) {
        known.add(run.id);
        if (!isOver(run)) this.#show(run);
        else if (this.#cards.get(run.id)?.isUnderWay) this.#read(run.id);
      }
      this.#cards.forEach((card, id) => {
        if (card.isUnderWay && !known.has(id)) card.lost();
      });
    } catch (error) {
      note(error.message, true);
    }
  }

  #showBar(chosen, hidden) {
    const bar = byId('bulk-bar');
    const focused = bar.contains(document.activeElement);
    bar.hidden = chosen.length === 0;
    byId('bulk-count').textContent = `${chosen.length} selected${hidden ? ` (${hidden} not shown)` : ''}`;
    bar.querySelectorAll('[data-command]').forEach((button) => {
      const useful = chosen.some(USEFUL[button.dataset.command]);
      // not disabled, so that a button that has the focus keeps it
      button.setAttribute('aria-disabled', String(!useful));
    });
    if (focused && bar.hidden) ([...this.#cards.values()].at(-1)?.title ?? byId('servers')).focus();
  }

  async #begin(command) {
    const chosen = this.#list.chosen.filter(USEFUL[command]);
    if (chosen.length === 0) return;
    if (chosen.length > MOST_SERVERS) {
      note(`Select at most ${MOST_SERVERS} servers at a time.`, true);
      return;
    }
    if (command === 'delete' && !(await confirmed(`Delete ${servers(chosen.length)}?`,
      `${names(chosen)}. They are stopped, and their definitions and logs are deleted. This cannot be undone.`))) return;
    try {
      this.#show(await api.beginRun(command, chosen.map((server) => server.id)));
    } catch (error) {
      note(error.details.map((problem) => problem.message).join('; ') || error.message, true);
    }
  }

  async #read(id) {
    try {
      this.#show(await api.run(id));
    } catch (error) {
      this.#cards.get(id)?.lost();
    }
  }

  #show(run) {
    if (!this.#cards.has(run.id)) {
      const card = new Card(run.id, {
        cancel: () => this.#ask(api.cancelRun(run.id)),
        undo: () => this.#ask(api.undoRun(run.id), card),
        dismiss: () => this.#drop(run.id),
      });
      this.#cards.set(run.id, card);
      byId('runs').prepend(card.node);
      const done = [...this.#cards].filter(([, one]) => !one.isUnderWay);
      done.slice(0, Math.max(0, this.#cards.size - MOST_CARDS)).forEach(([id]) => this.#drop(id));
    }
    this.#cards.get(run.id).update(run);
  }

  async #ask(answer, undone) {
    try {
      this.#show(await answer);
      undone?.isUndone();
    } catch (error) {
      note(error.message, true);
    }
  }

  #drop(id) {
    const { node } = this.#cards.get(id);
    if (node.contains(document.activeElement)) byId('servers').focus();
    node.remove();
    this.#cards.delete(id);
  }
}

/** One run. */
class Card {
  #run = null;
  #undone = false;
  #count = element('p', { className: 'run-count' });
  #bar = element('progress', { className: 'run-bar' });
  #failures = element('ul');
  #failed = element('details', { className: 'run-failed', hidden: true }, element('summary'), this.#failures);
  #cancel = button('Cancel', '');
  #undo = button('Undo', '');
  #dismiss = button('Dismiss', 'quiet');
  title = element('p', { className: 'run-title', tabIndex: -1 });
  node;

  constructor(id, { cancel, undo, dismiss }) {
    this.title.id = `run-${id}`;
    this.#bar.setAttribute('aria-labelledby', this.title.id);
    this.#cancel.addEventListener('click', cancel);
    this.#undo.addEventListener('click', undo);
    this.#dismiss.addEventListener('click', dismiss);
    this.node = element('li', { className: 'run', attributes: { 'aria-labelledby': this.title.id } },
      element('div', { className: 'run-line' },
        element('div', { className: 'run-texts' }, this.title, this.#count),
        element('div', { className: 'buttons' }, this.#cancel, this.#undo, this.#dismiss)),
      this.#bar, this.#failed);
  }

  get isUnderWay() {
    return this.#run !== null && !isOver(this.#run);
  }

  update(run) {
    const former = this.#run;
    // an answer may arrive after the event that is newer than it
    if (former && (isOver(former) ? !run.items || !isOver(run) : run.counts.done < former.counts.done)) return;
    this.#run = run;
    this.#draw();
    if (!former) say(titleOf(run));
    else if (isOver(run) && !isOver(former)) say(`${titleOf(run)}. ${countOf(run)}`);
  }

  progress(counts) {
    if (!this.isUnderWay || counts.done < this.#run.counts.done) return;
    this.#run = { ...this.#run, counts };
    this.#draw();
  }

  isUndone() {
    this.#undone = true;
    this.#draw();
  }

  lost() {
    this.#run = { ...this.#run, state: 'cancelled' };
    this.#draw();
    this.title.textContent = 'The manager was restarted before this was done';
    this.#count.textContent = `${this.#run.counts.done} of ${servers(this.#run.counts.total)} were done`;
  }

  #draw() {
    const run = this.#run;
    const over = isOver(run);
    const focused = this.node.contains(document.activeElement) && document.activeElement;
    this.node.dataset.result = over ? (run.counts.failed ? 'failed' : run.state) : 'running';
    this.title.textContent = titleOf(run);
    this.#count.textContent = countOf(run);
    this.#bar.max = Math.max(1, run.counts.total);
    this.#bar.value = run.counts.done;
    this.#bar.hidden = over;
    this.#cancel.hidden = over;
    this.#cancel.disabled = run.state === 'cancelling';
    this.#undo.hidden = !over || !run.undoable || this.#undone;
    this.#dismiss.hidden = !over;
    for (const one of [this.#cancel, this.#undo, this.#dismiss]) one.setAttribute('aria-describedby', this.title.id);
    if (over && run.items) this.#drawFailures(run.items.filter((item) => item.state === 'failed'));
    if (focused && (focused.hidden || focused.disabled)) this.title.focus();
  }

  #drawFailures(failed) {
    this.#failed.hidden = failed.length === 0;
    this.#failed.open = failed.length > 0 && failed.length <= NAMED;
    this.#failed.querySelector('summary').textContent = `Why ${servers(failed.length)} failed`;
    this.#failures.replaceChildren(...failed.map((item) => element('li', {},
      element('strong', { textContent: item.name }), element('span', { textContent: item.message }))));
  }
}

function titleOf({ command, undoes, state, counts }) {
  const [doing, done] = WORDS[command];
  if (state === 'cancelling') return `Cancelling: ${servers(counts.running)} still finishing`;
  if (undoes) return isOver({ state }) ? `Undone for ${servers(counts.succeeded)}` : `Undoing the ${command} of ${servers(counts.total)}`;
  if (!isOver({ state })) return `${doing} ${servers(counts.total)}`;
  const all = counts.succeeded === counts.total;
  const result = `${done} ${all ? servers(counts.total) : `${counts.succeeded} of ${servers(counts.total)}`}`;
  return state === 'cancelled' ? `Cancelled. ${result}` : result;
}

function countOf({ state, counts }) {
  const parts = isOver({ state })
    ? []
    : [`${counts.done} of ${counts.total} done`];
  if (counts.failed) parts.push(`${counts.failed} failed`);
  if (counts.skipped) parts.push(`${counts.skipped} already so`);
  if (counts.cancelled) parts.push(`${counts.cancelled} left as they were`);
  return parts.join(' · ');
}

function names(chosen) {
  const shown = chosen.slice(0, NAMED).map((server) => server.name).join(', ');
  return chosen.length > NAMED ? `${shown} and ${chosen.length - NAMED} more` : shown;
}

function button(label, className) {
  return element('button', { type: 'button', textContent: label, className, hidden: true });
}

function say(text) {
  byId('bulk-status').textContent = text;
}
