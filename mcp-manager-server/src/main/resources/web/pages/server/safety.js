// What a container may do beyond the safest.

import { html } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { Card } from '../../components/card.js';
import { heldOf, loosenedOf, notEnforcedOf } from '../definition/loosened.js';

export function SafetyCard({ server }) {
  const loosened = loosenedOf(server.definition.launch);
  const notEnforced = notEnforcedOf(server.instance?.container?.notEnforced ?? []);
  return html`
    <${Card} title="How it is kept in">
      <div class="stack">
        <p class="row"><${Badge} state=${loosened.length ? 'warn' : 'good'}>${loosened.length ? `${loosened.length} loosened` : 'safe defaults'}<//>
          ${loosened.length ? 'Beyond the safest, it' : heldOf(server.definition.launch)}</p>
        ${loosened.length > 0 && html`<ul class="lost">${loosened.map((text) => html`<li key=${text}>${text}</li>`)}</ul>`}
        ${notEnforced.length > 0 && html`
          <p class="row"><${Badge} state="bad">not enforced<//> This engine does not hold it to all that is asked for:</p>
          <ul class="lost">${notEnforced.map((text) => html`<li key=${text}>${text}</li>`)}</ul>`}
      </div>
    <//>`;
}
