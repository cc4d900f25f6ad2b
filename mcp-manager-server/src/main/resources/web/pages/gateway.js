import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function GatewayPage() {
  return html`<${Page} title="Gateway" />`;
}
