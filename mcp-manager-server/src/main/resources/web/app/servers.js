// All servers, kept by the live connection. Changes of one frame are shown at once.

import { computed, signal } from './html.js';
import { announce } from './announce.js';
import { subscribe } from './live.js';

/** Servers by id; undefined until the manager has told them. */
export const servers = signal(undefined);

const byName = new Intl.Collator([], { numeric: true }).compare;

/** Servers by name. */
export const serverList = computed(() => [...(servers.value?.values() ?? [])].sort((a, b) => byName(a.name, b.name)));

/** How many are in which state. */
export const stateCounts = computed(() => {
  const counts = {};
  for (const { state } of servers.value?.values() ?? []) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
});

/** By id or name. */
export const findServer = (key) =>
  servers.value?.get(key) ?? serverList.value.find((server) => server.name === key);

/** Puts in what the API has answered, without waiting for the live connection to tell it. */
export function putServer(server) {
  change((map) => map.set(server.id, server));
}

let pending = [];
let due = 0;

function change(how) {
  pending.push(how);
  // frames don't come in hidden tabs, and changes must not pile up there
  due ||= document.hidden ? setTimeout(apply, 1000) : requestAnimationFrame(apply);
}

function apply() {
  due = 0;
  const map = new Map(servers.value);
  pending.forEach((how) => how(map));
  pending = [];
  servers.value = map;
}

const SPOKEN = { running: 'is running', error: 'has failed', stopped: 'has stopped', maintenance: 'is in maintenance', disabled: 'is disabled' };

function speak(before, after) {
  if (before && before.state !== after.state && SPOKEN[after.state]) announce(`${after.name} ${SPOKEN[after.state]}`);
}

export function followServers() {
  return subscribe('servers', (message) => {
    if (message.type === 'servers') {
      pending = [];
      change((map) => {
        map.clear();
        message.servers.forEach((server) => map.set(server.id, server));
      });
    } else if (message.type === 'server') {
      change((map) => {
        speak(map.get(message.server.id), message.server);
        map.set(message.server.id, message.server);
      });
    } else if (message.type === 'server-removed') {
      change((map) => map.delete(message.server));
    }
  });
}
