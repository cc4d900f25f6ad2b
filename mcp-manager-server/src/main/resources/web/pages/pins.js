import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function PinsPage() {
  return html`<${Page} title="Tool pins" />`;
}
