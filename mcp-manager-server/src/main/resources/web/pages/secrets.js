import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function SecretsPage() {
  return html`<${Page} title="Secrets" />`;
}
