import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function ServersPage() {
  return html`<${Page} title="Servers" />`;
}
