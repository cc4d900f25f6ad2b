// Calls that wait for somebody's approval: kept up on every page, for the number in the navigation and the page of them.

import { announce } from './announce.js';
import { get } from './api.js';
import { effect, signal } from './html.js';
import { connection, subscribe } from './live.js';
import { waiting } from './navigation.js';
import { may, session } from './session.js';

/** Held calls as the manager tells them, oldest first; undefined until it has, with what went wrong in `heldError`. */
export const held = signal(undefined);
export const heldError = signal(null);
/** What became of calls that are no longer told of: { call id: { state, reason, actor } }. */
export const outcomes = signal({});

const TYPES = ['policy.call-held', 'policy.call-decided', 'policy.changed', 'policy.tool-changed'];
const GATHERED_MS = 150;
const MOST_OUTCOMES = 200;
const ASKED_WITHOUT_EVENTS_MS = 10_000;

let due = 0;
let asking = false;
let again = false;

export async function reloadHeld() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    take((await get('/policy/held')).data);
    heldError.value = null;
  } catch (error) {
    heldError.value = error;
  } finally {
    asking = false;
    if (again) {
      again = false;
      reloadHeld();
    }
  }
}

/** Puts in what the API has answered to a decision. */
export function putHeld(call) {
  held.value = held.value?.map((before) => (before.id === call.id ? call : before));
  count();
}

function take(calls) {
  const known = new Set(held.value?.map(({ id }) => id));
  if (held.value) {
    calls.filter(({ id, state }) => state === 'held' && !known.has(id))
      .forEach(({ tool, server }) => announce(`A call of ${tool} on ${server} waits for approval`));
  }
  held.value = calls;
  count();
}

function count() {
  const number = held.value?.filter(({ state }) => state === 'held').length ?? 0;
  if (waiting.value['/held-calls'] !== number) waiting.value = { ...waiting.value, '/held-calls': number };
}

/** Many calls at once are asked about once. */
function soon() {
  due ||= setTimeout(() => { due = 0; reloadHeld(); }, GATHERED_MS);
}

function hear({ type, event }) {
  if (event?.type === 'policy.call-decided') {
    const { call, state, reason } = event.data;
    const kept = Object.entries(outcomes.value).slice(1 - MOST_OUTCOMES);
    outcomes.value = { ...Object.fromEntries(kept), [call]: { state, reason, actor: event.actor } };
  }
  if (type === 'event' || type === 'missed') soon();
}

/** Follows them while somebody is signed in who may see them. */
export function followHeld() {
  let stop = null;
  effect(() => {
    const wanted = session.value && may('proxy:read');
    if (wanted && !stop) stop = follow();
    if (!wanted && stop) {
      stop();
      stop = null;
    }
  });
}

function follow() {
  const ends = [connection.subscribe((state) => { if (state === 'live') soon(); })];
  if (may('events:read')) {
    ends.push(subscribe('events', hear, { filter: { types: TYPES } }));
  } else {
    const timer = setInterval(soon, ASKED_WITHOUT_EVENTS_MS);
    ends.push(() => clearInterval(timer));
  }
  soon();
  return () => ends.forEach((end) => end());
}
