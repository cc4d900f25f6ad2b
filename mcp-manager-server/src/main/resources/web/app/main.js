import { followChangedTools } from './changed-tools.js';
import { followHeld } from './held.js';
import { html, render } from './html.js';
import { connect, connection } from './live.js';
import { followServers } from './servers.js';
import { look } from './session.js';
import { Shell } from './shell.js';

const known = await look();
if (!known || known.signedIn || known.open) {
  render(html`<${Shell} />`, document.getElementById('app'));
  followServers();
  followHeld();
  followChangedTools();
  connect();
  // what may be done can change while the connection was lost
  connection.subscribe((state) => { if (state === 'live') look(); });
}
