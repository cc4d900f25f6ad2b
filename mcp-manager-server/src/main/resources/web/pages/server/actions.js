// What can be done with a server, beside its name.

import { navigate } from '../../app/router.js';
import { html } from '../../app/html.js';
import { runCommand, serverMenu, useful } from '../../app/server-commands.js';
import { may } from '../../app/session.js';
import { ActionButton } from '../../components/button.js';
import { Menu } from '../../components/menu.js';

export function Actions({ server }) {
  const execute = may('servers:execute');
  const shown = (name) => execute && useful(server, name);
  const why = server.state === 'maintenance' ? 'End its maintenance first.'
    : !server.definition.enabled ? 'It is disabled. Enable it first.' : undefined;
  return html`
    ${shown('start') && html`<${ActionButton} key="start" kind="primary" icon="play" run=${() => runCommand(server, 'start')}>Start<//>`}
    ${execute && why && html`<${ActionButton} key="not" icon="play" why=${why}>Start<//>`}
    ${shown('leave-maintenance') && html`<${ActionButton} key="leave" icon="wrench" run=${() => runCommand(server, 'leave-maintenance')}>End maintenance<//>`}
    ${shown('stop') && html`<${ActionButton} key="stop" icon="stop" run=${() => runCommand(server, 'stop')}>Stop<//>`}
    ${shown('restart') && html`<${ActionButton} key="restart" icon="restart" run=${() => runCommand(server, 'restart')}>Restart<//>`}
    <${Menu} label=${`More for ${server.name}`} items=${serverMenu(server, { deleted: () => navigate('/servers', { unasked: true }) })} />`;
}
