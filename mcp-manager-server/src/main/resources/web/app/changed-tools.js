// How many tools are no longer what they were: the number in the navigation, kept up on every page.

import { announce } from './announce.js';
import { get } from './api.js';
import { effect, signal } from './html.js';
import { connection, subscribe } from './live.js';
import { waiting } from './navigation.js';
import { may, session } from './session.js';

const TYPES = ['policy.tool-changed', 'server.catalog', 'server.deleted', 'policy.changed'];
// what was told is written a moment later, and much may happen at once
const GATHERED_MS = 500;
const LONGEST_MS = 2000;

/** Counts up whenever tools may be others than before. */
export const toolsTurn = signal(0);

let due = 0;
let since = 0;

async function count() {
  since = 0;
  toolsTurn.value++;
  try {
    const { meta } = await get('/policy/pins?state=changed&limit=1');
    if (waiting.value['/pins'] !== meta.total) waiting.value = { ...waiting.value, '/pins': meta.total };
  } catch {
    // the page of pins says why; the next change asks again
  }
}

export function countChangedTools() {
  const now = Date.now();
  since ||= now;
  clearTimeout(due);
  due = setTimeout(count, Math.max(0, Math.min(GATHERED_MS, since + LONGEST_MS - now)));
}

function hear({ type, event }) {
  if (event?.type === 'policy.tool-changed' && event.data.state === 'changed') announce(`${event.data.tool} of ${event.serverName} has changed`);
  if (type === 'event' || type === 'missed') countChangedTools();
}

export function followChangedTools() {
  let begun = false;
  effect(() => {
    if (begun || !session.value || !may('proxy:read')) return;
    begun = true;
    connection.subscribe((state) => { if (state === 'live') countChangedTools(); });
    if (may('events:read')) subscribe('events', hear, { filter: { types: TYPES } });
  });
}
