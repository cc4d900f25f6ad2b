import { html } from '../../app/html.js';
import { LogView } from '../../components/log-view.js';

export default function Logs({ server }) {
  return html`<${LogView} server=${server.id} name=${server.name} />`;
}
