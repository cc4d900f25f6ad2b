import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function HeldCallsPage() {
  return html`<${Page} title="Held calls" />`;
}
