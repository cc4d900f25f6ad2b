import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function AddServerPage() {
  return html`<${Page} title="Add a server" />`;
}
