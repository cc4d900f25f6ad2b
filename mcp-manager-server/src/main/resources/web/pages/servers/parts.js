// What cards and rows have in common.

import { html } from '../../app/html.js';
import { runCommand, serverMenu, useful } from '../../app/server-commands.js';
import { may } from '../../app/session.js';
import { Badge, ServerState } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Menu } from '../../components/menu.js';
import { KINDS, remarkOf } from './describe.js';

export const addressOf = (server) => `/servers/${encodeURIComponent(server.name)}`;

export function Choice({ server, chosen, choose }) {
  return html`
    <input type="checkbox" aria-label=${`Select ${server.name}`} checked=${chosen}
      onClick=${(click) => choose(server.id, click.target.checked, click.shiftKey)} />`;
}

export function Name({ server }) {
  const { kind } = server.definition.launch;
  return html`<span class="servers-name"><${Icon} name=${kind} label=${KINDS[kind]} size=${16} /><a class="clip" href=${addressOf(server)} data-row="">${server.name}</a></span>`;
}

export function States({ server }) {
  const loosened = server.loosened?.length ?? 0;
  return html`
    <${ServerState} server=${server} />
    ${!server.definition.enabled && html` <${Badge} state="disabled" />`}
    ${loosened > 0 && html` <span title=${server.loosened.join('\n')}><${Badge} state="warn">${loosened} loosened<//></span>`}`;
}

export function Remark({ server }) {
  const text = remarkOf(server);
  return text && html`<span class=${`clip ${server.state === 'error' ? 'wrong' : 'soft'}`} title=${text}>${text}</span>`;
}

/** The one thing that is most likely wanted now, and the menu of all others. */
export function Actions({ server }) {
  const name = ['start', 'stop'].find((one) => useful(server, one) && !(one === 'stop' && server.state === 'error'));
  const retry = server.state === 'error' && name === 'start';
  const label = retry ? 'Start again' : name === 'start' ? 'Start' : 'Stop';
  return html`
    <span class="servers-actions">
      ${name && may('servers:execute') && html`
        <${Button} small kind="quiet" icon=${name === 'start' ? 'play' : 'stop'} label=${`${label} ${server.name}`} onClick=${() => runCommand(server, name)} />`}
      <${Menu} small kind="quiet" label=${`More for ${server.name}`} items=${[
    server.state === 'error' && may('servers:execute') && { label: 'Stop trying', icon: 'stop', run: () => runCommand(server, 'stop') },
    ...serverMenu(server),
  ]} />
    </span>`;
}
