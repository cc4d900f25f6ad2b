// Commands for the chosen servers, and what becomes of them.

import { html, useId } from '../../app/html.js';
import { number } from '../../app/format.js';
import { needs, USEFUL } from '../../app/server-commands.js';
import { may } from '../../app/session.js';
import { ActionButton, Button } from '../../components/button.js';
import { confirm } from '../../components/dialog.js';
import { begin, cancel, dismiss, runs, undo, useRuns } from './run-store.js';
import { countOf, isOver, servers, titleOf } from './run-text.js';

const COMMANDS = [['start', 'Start', 'play'], ['stop', 'Stop', 'stop'], ['restart', 'Restart', 'restart'], ['enable', 'Enable'], ['disable', 'Disable'], ['delete', 'Delete', 'trash']];
// of one run; more are several runs
const MOST_SERVERS = 1000;
const NAMED = 8;

export function BulkBar({ selection }) {
  const { chosen, hidden } = selection;
  if (!chosen.length) return null;
  return html`
    <div class="bulk-bar" role="group" aria-label="Selected servers">
      <strong role="status">${number(chosen.length)} selected${hidden > 0 && ` (${number(hidden)} not shown)`}</strong>
      <div class="row">
        ${COMMANDS.filter(([name]) => may(needs(name))).map(([name, label, icon]) => {
    const meant = chosen.filter(USEFUL[name]);
    return html`<${ActionButton} key=${name} small icon=${icon} kind=${name === 'delete' ? 'danger' : ''}
            why=${meant.length ? undefined : 'This would change nothing about the selected servers.'}
            run=${() => run(name, meant, selection)}>${label}<//>`;
  })}
      </div>
      <${Button} small kind="quiet" onClick=${() => clear(selection)}>Clear selection<//>
    </div>`;
}

/** The focus was in what is gone now. */
function clear(selection) {
  selection.clear();
  document.querySelector('.servers-count input')?.focus();
}

async function run(command, meant, selection) {
  const asked = { delete: askDelete, stop: askStop }[command];
  if (asked && !(await asked(meant, selection.hidden))) return;
  const ids = meant.map((server) => server.id);
  for (let from = 0; from < ids.length; from += MOST_SERVERS) {
    if (!(await begin(command, ids.slice(from, from + MOST_SERVERS)))) return;
  }
  if (command === 'delete') selection.clear();
}

function askDelete(meant, hidden) {
  return confirm({
    title: `Delete ${servers(meant.length)}?`,
    text: `This can’t be undone. ${hidden ? `${number(hidden)} of them are hidden by the filters. ` : ''}What will be gone:`,
    lost: [...names(meant), 'their definitions, logs and health histories'],
    action: `Delete ${servers(meant.length)}`,
  });
}

/** Stopping can be taken back, but calls under way can't: asked only where it is many. */
function askStop(meant) {
  if (meant.length <= NAMED) return true;
  return confirm({
    title: `Stop ${servers(meant.length)}?`, text: 'Calls that they work on fail. They can be started again at once.',
    lost: names(meant), action: `Stop ${servers(meant.length)}`,
  });
}

function names(meant) {
  const shown = meant.slice(0, NAMED).map(({ name }) => name);
  return meant.length > NAMED ? [...shown, `and ${number(meant.length - NAMED)} more`] : shown;
}

export function Runs() {
  useRuns(may('events:read'));
  return runs.value.length > 0 && html`
    <ul class="runs" aria-label="Commands for many servers">${runs.value.map((one) => html`<${Run} key=${one.id} run=${one} />`)}</ul>`;
}

function Run({ run: one }) {
  const id = useId();
  const over = isOver(one);
  const mayTurn = may('servers:execute');
  const state = over ? (one.counts.failed ? 'failed' : one.state === 'cancelled' ? 'cancelled' : 'good') : 'busy';
  return html`
    <li class="card run" data-state=${state} aria-labelledby=${id}>
      <div class="run-line">
        <div><p class="run-title" id=${id}>${titleOf(one)}</p><p class="soft">${countOf(one)}</p></div>
        <div class="row">
          ${!over && mayTurn && html`<${ActionButton} small aria-describedby=${id} why=${one.state === 'cancelling' ? 'It is being cancelled.' : undefined} run=${() => cancel(one)}>Cancel<//>`}
          ${over && mayTurn && one.undoable && !one.undone && html`<${ActionButton} small aria-describedby=${id} run=${() => undo(one)}>Undo<//>`}
          ${over && html`<${Button} small kind="quiet" aria-describedby=${id} onClick=${() => dismiss(one)}>Dismiss<//>`}
        </div>
      </div>
      ${!over && html`<progress aria-labelledby=${id} max=${Math.max(1, one.counts.total)} value=${one.counts.done}></progress>`}
      ${over && html`<${Failed} items=${(one.items ?? []).filter((item) => item.state === 'failed')} />`}
    </li>`;
}

function Failed({ items }) {
  return items.length > 0 && html`
    <details open=${items.length <= NAMED}><summary>Why ${servers(items.length)} failed</summary>
      <ul class="run-failed">${items.map((item) => html`<li key=${item.name}><strong>${item.name}</strong> ${item.message ?? item.result?.message}</li>`)}</ul>
    </details>`;
}
