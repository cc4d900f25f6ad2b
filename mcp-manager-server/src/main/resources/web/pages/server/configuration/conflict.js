// Somebody else has saved while this was edited: both changes are shown, and none is lost.

import { html } from '../../../app/html.js';
import { Button } from '../../../components/button.js';
import { Card } from '../../../components/card.js';
import { Diff } from '../../../components/diff.js';
import { merge } from './merge.js';

/** `take` gets what is to be edited on, on top of theirs. */
export function Conflict({ base, mine, theirs, take }) {
  const merged = merge(base, mine, theirs);
  return html`
    <${Card} title="It was changed meanwhile" class="card conflict" role="alert">
      <div class="stack">
        <p>Somebody else has saved it since you began. Nothing is lost: here is what they changed, and what you changed.</p>
        <div class="columns">
          <div class="stack"><h3>What they changed</h3><${Diff} before=${base} after=${theirs} label="What they changed" /></div>
          <div class="stack"><h3>What you changed</h3><${Diff} before=${base} after=${mine} label="What you changed" /></div>
        </div>
        ${merged.both.length > 0 && html`<p class="remark warn">Both of you changed ${merged.both.map((name, at) => html`${at > 0 ? ', ' : ''}<code>${name}</code>`)}. Put together, what you wrote counts there.</p>`}
        <div class="actions">
          <${Button} kind="primary" onClick=${() => take(merged.value)}>Put both together<//>
          <${Button} kind="danger" onClick=${() => take(theirs)}>Drop my changes<//>
        </div>
        <p class="hint">Put together, you can look at it before you save.</p>
      </div>
    <//>`;
}
