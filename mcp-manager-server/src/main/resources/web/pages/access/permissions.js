// Permissions in words: what each lets somebody do. They are written area:action or area:action:target.

import { count } from '../../app/format.js';
import { html } from '../../app/html.js';

/** What is there to be permitted: [area, title, { action: what it lets somebody do }]. */
export const AREAS = [
  ['servers', 'Servers', {
    read: 'See servers, their state, health and logs',
    write: 'Add, change and delete servers: that can run any program as the manager’s user',
    execute: 'Start, stop and restart servers',
    export: 'Export definitions with the values of variables and headers',
  }],
  ['tools', 'Tools', {
    read: 'See which tools, prompts and resources there are',
    execute: 'Call tools, get prompts and read resources',
  }],
  ['proxy', 'Gateway', {
    read: 'See clients, calls, rules, pins and held calls',
    write: 'Change rules, approve pins, decide on held calls',
    execute: 'Connect to the gateway as a client',
  }],
  ['events', 'Events', { read: 'See and export events' }],
  ['secrets', 'Secrets', {
    read: 'See which secrets there are and who uses them, never their values',
    write: 'Set and delete secrets',
    execute: 'Use secrets in definitions of servers',
  }],
  ['audit', 'Audit trail', { read: 'See and verify the audit trail', export: 'Export the audit trail' }],
  ['users', 'Users', { read: 'See users, roles and keys', write: 'Add, change and delete users, roles and keys' }],
  ['analytics', 'Metrics', { read: 'Read metrics' }],
];

/** What a permission can be narrowed to; others are for the whole area only. */
export const TARGETS = {
  'servers:read': 'servers', 'servers:write': 'servers', 'servers:execute': 'servers', 'servers:export': 'servers',
  'tools:execute': 'servers, or server/tool', 'proxy:read': 'servers', 'events:read': 'servers', 'secrets:execute': 'secrets',
};

export const EVERYTHING = 'admin:full';

/** A permission in its parts. */
export function partsOf(permission) {
  const [area, action, ...target] = permission.split(':');
  return { key: `${area}:${action}`, area, action, target: target.join(':') };
}

/** Permissions as sentences, by area. */
export function PermissionList({ permissions }) {
  if (permissions.includes(EVERYTHING)) return html`<p>Everything, users and the manager itself included.</p>`;
  if (!permissions.length) return html`<p class="soft">Nothing.</p>`;
  const given = permissions.map(partsOf);
  const known = new Set(AREAS.flatMap(([area, , actions]) => Object.keys(actions).map((action) => `${area}:${action}`)));
  const others = given.filter(({ key }) => !known.has(key));
  return html`
    <dl class="permissions">
      ${AREAS.filter(([area]) => given.some((one) => one.area === area && known.has(one.key))).map(([area, title, actions]) => html`
        <div key=${area}><dt>${title}</dt><dd><ul>
          ${Object.keys(actions).filter((action) => given.some(({ key }) => key === `${area}:${action}`)).map((action) => html`
            <li key=${action}>${actions[action]}<${Targets} of=${given.filter(({ key }) => key === `${area}:${action}`)} /></li>`)}
        </ul></dd></div>`)}
      ${others.length > 0 && html`<div><dt>Other</dt><dd title=${others.map(({ key }) => key).join('\n')}>${count(others.length, 'permission')} for what does not exist yet</dd></div>`}
    </dl>`;
}

function Targets({ of }) {
  if (of.some(({ target }) => !target)) return null;
  return html`<span class="soft">: of ${of.map(({ target }, at) => html`${at > 0 && ', '}<code>${target}</code>`)} only</span>`;
}
