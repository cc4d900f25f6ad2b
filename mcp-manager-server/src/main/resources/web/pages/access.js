import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function AccessPage() {
  return html`<${Page} title="Access" />`;
}
