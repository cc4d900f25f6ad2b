import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function AuditPage() {
  return html`<${Page} title="Audit" />`;
}
