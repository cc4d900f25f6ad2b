// What can be done with one server, in the same words everywhere.

import { copy, toast } from './announce.js';
import { del, get, path, post } from './api.js';
import { signal } from './html.js';
import { navigate } from './router.js';
import { putServer, servers } from './servers.js';
import { may } from './session.js';
import { confirm } from '../components/dialog.js';

// what is shown until the manager tells what really is: only of commands that can be taken back
const EXPECTED = {
  start: (server) => ({ ...server, state: 'starting', desired: 'running' }),
  stop: (server) => ({ ...server, state: 'stopping', desired: 'stopped' }),
  enable: (server) => ({ ...server, definition: { ...server.definition, enabled: true } }),
  disable: (server) => ({ ...server, definition: { ...server.definition, enabled: false } }),
};
const DONE = {
  start: 'is running', stop: 'has stopped', restart: 'has been restarted', enable: 'is enabled', disable: 'is disabled',
  maintenance: 'is in maintenance', 'leave-maintenance': 'is back from maintenance, stopped',
};
const isUp = ({ state }) => state === 'running' || state === 'starting';

/** Whether a command would change anything about a server. */
export const USEFUL = {
  start: (server) => !isUp(server) && server.state !== 'stopping' && server.state !== 'maintenance' && server.definition.enabled,
  stop: (server) => isUp(server) || server.state === 'error',
  restart: (server) => server.state === 'running' || server.state === 'error',
  enable: (server) => !server.definition.enabled,
  disable: (server) => server.definition.enabled,
  maintenance: (server) => server.state !== 'maintenance' && server.definition.enabled,
  'leave-maintenance': (server) => server.state === 'maintenance',
  delete: () => true,
};
export const useful = (server, name) => USEFUL[name](server);

export const needs = (name) => (['enable', 'disable', 'delete'].includes(name) ? 'servers:write' : 'servers:execute');

const request = (server, name) =>
  (name === 'leave-maintenance' ? del(path(['servers', server.id, 'maintenance'])) : post(path(['servers', server.id, name])));

/** Does it, says what came of it, and offers to take it back. Gives the result, or undefined if it failed. */
export async function runCommand(server, name) {
  const expected = EXPECTED[name]?.(server);
  if (expected) putServer(expected);
  try {
    const { data } = await request(server, name);
    toast(`${server.name} ${DONE[name]}`, { kind: 'good', action: data.undoable ? { label: 'Undo', run: () => undo(server, data) } : undefined });
    return data;
  } catch (error) {
    if (expected && servers.value?.get(server.id) === expected) putServer(server);
    toast(`${server.name}: ${error.message}`, { kind: 'bad' });
    return undefined;
  }
}

async function undo(server, { correlationId }) {
  try {
    await post(path(['commands', correlationId, 'undo']));
    toast(`${server.name} is as it was before`);
  } catch (error) {
    toast(`${server.name}: this could not be taken back. ${error.message}`, { kind: 'bad' });
  }
}

/** Asks, and deletes. Gives whether it is gone. */
export async function deleteServer(server) {
  const lost = [
    isUp(server) ? 'the server itself, which is running now and will be stopped first' : null,
    'its definition, with the values of its variables and headers',
    'its log and its health history',
  ].filter(Boolean);
  const sure = await confirm({ title: `Delete ${server.name}?`, text: 'This can’t be undone. What will be gone:', lost, action: `Delete ${server.name}` });
  if (!sure) return false;
  try {
    await del(path(['servers', server.id]));
    toast(`${server.name} is deleted`);
    return true;
  } catch (error) {
    toast(`${server.name}: ${error.message}`, { kind: 'bad' });
    return false;
  }
}

/** The server that is being duplicated; the dialog that asks for the new name shows itself by it. */
export const duplicated = signal(null);
export const duplicateServer = (server) => { duplicated.value = server; };

export async function copyGatewayUrl(server) {
  try {
    const { data } = await get(path(['servers', server.id, 'endpoints']));
    await copy(location.origin + data.find((one) => one.transport === 'streamable-http').path, 'Gateway URL');
  } catch (error) {
    toast(error.message, { kind: 'bad' });
  }
}

/** What stands in a server's menu of further actions. */
export function serverMenu(server, { deleted = () => {} } = {}) {
  const execute = may('servers:execute');
  const write = may('servers:write');
  const entry = (name, label, icon) => useful(server, name) && { label, icon, run: () => runCommand(server, name) };
  return [
    execute && entry('restart', 'Restart', 'restart'),
    execute && entry('maintenance', 'Begin maintenance', 'wrench'),
    execute && entry('leave-maintenance', 'End maintenance', 'wrench'),
    write && entry('disable', 'Disable', 'pause'),
    write && entry('enable', 'Enable', 'play'),
    { label: 'Copy gateway URL', icon: 'copy', run: () => copyGatewayUrl(server) },
    write && { label: 'Change', icon: 'edit', run: () => navigate(path(['servers', server.name, 'configuration'])) },
    write && { label: 'Duplicate…', icon: 'plus', run: () => duplicateServer(server) },
    write && '-',
    write && { label: 'Delete…', icon: 'trash', danger: true, run: async () => { if (await deleteServer(server)) deleted(); } },
  ];
}
