import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function OverviewPage() {
  return html`<${Page} title="Overview" />`;
}
