import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function ToolsPage() {
  return html`<${Page} title="Tools" />`;
}
