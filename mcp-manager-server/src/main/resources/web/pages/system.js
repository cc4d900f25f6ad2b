import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function SystemPage() {
  return html`<${Page} title="System" />`;
}
