// One WebSocket for everything that changes. It says honestly how it is, and goes on where it was.

import { signal, useEffect, useRef } from './html.js';
import { look } from './session.js';

const PAUSES = [200, 500, 1000, 2000, 4000];
// together under the two seconds after which a manager that has stopped shows as such
const ASK_AFTER_MS = 600;
const GONE_AFTER_MS = 1600;
const WATCHED_EVERY_MS = 250;

/** connecting, live, reconnecting or unreachable. */
export const connection = signal('connecting');

const subscriptions = new Map();
let socket = null;
let failures = 0;
let heardAt = 0;
let watchedAt = Date.now();
let lastId = 0;

/**
 * Receives each message of a topic (`servers`, `events`, `logs:ID` ...) until the function it gives is called.
 * After a lost connection it goes on after the last sequence seen; `after` is where to begin.
 */
export function subscribe(topic, receive, { filter, after } = {}) {
  const id = `s${++lastId}`;
  subscriptions.set(id, { topic, receive, filter, after });
  ask(id);
  return () => {
    if (subscriptions.delete(id)) send({ type: 'unsubscribe', id });
  };
}

/** The same for a component; an empty topic is none. */
export function useLive(topic, receive, { filter, after } = {}) {
  const latest = useRef(receive);
  latest.current = receive;
  useEffect(
    () => (topic ? subscribe(topic, (message) => latest.current(message), { filter, after }) : undefined),
    [topic, JSON.stringify(filter), after]);
}

export function connect() {
  const mine = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
  socket = mine;
  heardAt = Date.now();
  mine.onopen = () => {
    failures = 0;
    heardAt = Date.now();
    connection.value = 'live';
    for (const id of subscriptions.keys()) ask(id);
  };
  mine.onmessage = ({ data }) => {
    heardAt = Date.now();
    take(JSON.parse(data));
  };
  mine.onclose = ({ code }) => lost(mine, code);
}

function take(message) {
  const subscription = subscriptions.get(message.subscription);
  if (subscription) {
    const sequence = message.event?.sequence ?? message.line?.sequence ?? message.to;
    if (sequence !== undefined) subscription.after = sequence;
    subscription.receive(message);
  } else if (message.type === 'error' && message.id) {
    subscriptions.get(message.id)?.receive(message);
  }
}

function lost(mine, code) {
  if (mine !== socket) return;
  socket = null;
  failures++;
  // 1001: the manager said that it stops
  connection.value = code === 1001 || failures > 2 ? 'unreachable' : 'reconnecting';
  // 4401: the session has ended; a refused connection says nothing of why
  if (code === 4401 || failures > 1) look();
  setTimeout(connect, PAUSES[Math.min(failures, PAUSES.length) - 1]);
}

/** A manager that is frozen, or a network that is gone, closes nothing: it only stops answering. */
function watch() {
  const now = Date.now();
  // a page that could not run itself for a while has not listened, so it can't blame the manager for that time
  heardAt += Math.max(0, now - watchedAt - 2 * WATCHED_EVERY_MS);
  watchedAt = now;
  if (!socket || document.hidden) return;
  const silent = now - heardAt;
  if (silent > GONE_AFTER_MS) {
    const gone = socket;
    failures = Math.max(failures, 2);
    lost(gone, 0);
    gone.close();
  } else if (silent > ASK_AFTER_MS) {
    send({ type: 'ping' });
  }
}
setInterval(watch, WATCHED_EVERY_MS);
document.addEventListener('visibilitychange', () => {
  // timers sleep in hidden tabs: what was not heard meanwhile says nothing
  heardAt = Date.now();
});

function ask(id) {
  const { topic, filter, after } = subscriptions.get(id);
  send({ type: 'subscribe', id, topics: [topic], filter, after });
}

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}
