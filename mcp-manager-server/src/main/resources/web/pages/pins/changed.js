// A tool that is no longer what it was: what is different, what that means, and what it is now.

import { dateTime } from '../../app/format.js';
import { html, useId, useState } from '../../app/html.js';
import { indentJson } from '../../app/json-text.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { ActionButton } from '../../components/button.js';
import { Diff } from '../../components/diff.js';
import { Visible } from '../../components/visible.js';
import { approve } from './approve.js';
import { FLAGS, REACTIONS, WEIGHTS } from './words.js';

const WORST_FIRST = ['risk', 'narrower', 'wider', 'text', 'other'];
const KINDS = { added: 'New', removed: 'Gone', changed: 'Changed' };

export function ChangedTool({ pin, reload }) {
  const id = useId();
  const [state, title, consequence] = REACTIONS[pin.reaction];
  const differences = [...pin.differences].sort((a, b) => WORST_FIRST.indexOf(a.weight) - WORST_FIRST.indexOf(b.weight));
  return html`
    <article class="card pin-changed" aria-labelledby=${id}>
      <div class="card-head">
        <h2 id=${id}><${Visible} text=${pin.tool} /> <span class="pin-server">of <a href=${`/servers/${encodeURIComponent(pin.server)}`}>${pin.server}</a></span></h2>
        <div class="row"><${Badge} state="warn">Changed<//><${Badge} state=${state}>${title}<//></div>
      </div>
      <p>${consequence} It was seen to be another at ${dateTime(pin.changedAt)}; ${pin.approvedBy ? html`what it was had been approved by <code>${pin.approvedBy}</code>.` : 'what it was, nobody had approved.'}</p>
      ${pin.flags.length > 0 && html`<${Flags} flags=${pin.flags} />`}
      <ul class="pin-differences" aria-label="Differences">${differences.map((difference, at) => html`<${Difference} key=${at} difference=${difference} />`)}</ul>
      <${Whole} pin=${pin} />
      <div class="actions"><${ActionButton} icon="check" why=${may('proxy:write') ? undefined : 'It takes the permission proxy:write.'}
        label=${`Approve ${pin.tool} as it is now`} run=${() => approve([pin], reload)}>Approve<//></div>
    </article>`;
}

export function Flags({ flags }) {
  return html`
    <div class="remark warn"><p><strong>Suspicious</strong>, which is a reason to look and not a proof:</p>
      <ul class="pin-flags">${flags.map(({ kind, path, excerpt }, at) => html`
        <li key=${at}>${FLAGS[kind] ?? kind} in <code>${path}</code>: <q><${Visible} text=${excerpt} /></q></li>`)}</ul></div>`;
}

function Difference({ difference: { path, kind, weight, before, after } }) {
  const [state, meaning] = WEIGHTS[weight] ?? WEIGHTS.other;
  return html`
    <li class="pin-difference">
      <p class="row"><code>${path}</code> <${Badge} state=${state}>${meaning}<//> <small>${KINDS[kind]}</small></p>
      ${before && html`<p class="pin-value" data-kind="removed"><span class="unseen">Was: </span><del><${Visible} text=${before} /></del></p>`}
      ${after && html`<p class="pin-value" data-kind="added"><span class="unseen">Is now: </span><ins><${Visible} text=${after} /></ins></p>`}
    </li>`;
}

/** All of it, for who wants to be sure; made only when it is opened. */
function Whole({ pin }) {
  const [open, setOpen] = useState(false);
  if (!pin.pinnedDefinition || !pin.offeredDefinition) return null;
  return html`
    <details onToggle=${(toggle) => setOpen(toggle.target.open)}>
      <summary>Both definitions, line by line</summary>
      ${open && html`<${Diff} label=${`Definitions of ${pin.tool}`} before=${indentJson(pin.pinnedDefinition)} after=${indentJson(pin.offeredDefinition)} context=${1000} />`}
    </details>`;
}
