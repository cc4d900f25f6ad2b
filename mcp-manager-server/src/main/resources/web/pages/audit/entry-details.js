import { html } from '../../app/html.js';
import { Code } from '../../components/code.js';
import { Facts } from '../../components/card.js';
import { Dialog } from '../../components/dialog.js';
import { Time } from '../../components/time.js';
import { Outcome } from './entries.js';

/** Text that may be JSON, as it is best read. */
function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function EntryDetails({ entry, close }) {
  const details = Object.entries(entry.details ?? {});
  return html`
    <${Dialog} wide title=${`Entry ${entry.sequence}: ${entry.action}`} close=${close}>
      <${Facts} facts=${[
        ['Outcome', html`<${Outcome} result=${entry.result} />`], ['When', html`<${Time} at=${entry.time} />`],
        ['Who', entry.actor.name], ['Id', html`<code>${entry.actor.id}</code>`], ['Kind', entry.actor.kind], ['From', entry.address],
        ['On what', entry.target], ['Request', html`<code>${entry.correlationId}</code>`], ['Concerns entries', entry.note],
      ]} />
      ${entry.erased && html`<p class="remark">Name, address and details were erased with a person’s data. That it happened stays.</p>`}
      ${details.map(([name, value]) => html`<div key=${name}><h3>${name}</h3><${Code} text=${readable(value)} label=${name} wrap /></div>`)}
      <p class="hint">Hash that chains it to the entry before: <code>${entry.hash}</code></p>
    <//>`;
}
