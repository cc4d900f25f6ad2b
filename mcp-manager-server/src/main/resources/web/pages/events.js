import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function EventsPage() {
  return html`<${Page} title="Events" />`;
}
