import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';

export default function ProfilePage() {
  return html`<${Page} title="Profile" />`;
}
