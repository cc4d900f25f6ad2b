import { html } from '../../app/html.js';

export function Paste() {
  return html``;
}
