import { html } from '../../app/html.js';
import { LogLevels } from './log-levels.js';
import { Recordings } from './recordings.js';
import { Threads } from './threads.js';

export function Instruments() {
  return html`<div class="columns"><${LogLevels} /><div class="stack"><${Threads} /><${Recordings} /></div></div>`;
}
