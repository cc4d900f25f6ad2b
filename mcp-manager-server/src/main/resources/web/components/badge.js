import { html } from '../app/html.js';

/** A word with a dot in the colour of a state; the word says it, the colour only repeats it. */
export function Badge({ state, children }) {
  return html`<span class="badge" data-state=${state}>${children ?? state}</span>`;
}

/** The state of a server, and its health when that is worth a word. */
export function ServerState({ server }) {
  const health = server.health?.status;
  return html`<${Badge} state=${server.state} />
    ${server.state === 'running' && (health === 'unhealthy' || health === 'degraded') && html` <${Badge} state=${health} />`}`;
}
