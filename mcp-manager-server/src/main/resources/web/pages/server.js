import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function ServerPage() {
  return html`<${Page} title="Server" />`;
}
