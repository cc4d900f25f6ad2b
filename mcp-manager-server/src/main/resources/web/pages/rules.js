import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function RulesPage() {
  return html`<${Page} title="Rules" />`;
}
