// What the gateway carries, as it is carried.

import { get, path, useLoad } from '../app/api.js';
import { useEffect, useRef, useState } from '../app/html.js';
import { connection, useLive } from '../app/live.js';
import { findServer } from '../app/servers.js';

const MOST = 1000;

/** A call has no number of its own. */
const keyed = (call) => ({ ...call, key: `${call.correlationId} ${call.at} ${call.target}` });

/** The latest calls, newest first: { calls, load, skipped, paused, setPaused }; of one server with `server`. */
export function useCalls({ server } = {}, { page = 200 } = {}) {
  const load = useLoad(() => get(path(['gateway', 'calls'], { server, limit: page })), [server, page]);
  const [state, setState] = useState({ calls: [], skipped: 0 });
  const [paused, setPaused] = useState(false);
  const arrived = useRef([]);
  useEffect(() => {
    if (load.data) setState({ calls: load.data.data.map(keyed), skipped: 0 });
  }, [load.data]);

  const show = () => {
    const newest = arrived.current.reverse();
    arrived.current = [];
    if (newest.length) setState((before) => ({ ...before, calls: joined(newest, before.calls) }));
  };
  useEffect(() => { if (!paused) show(); }, [paused]);
  useLive('calls', (message) => {
    if (message.type !== 'calls') return;
    arrived.current = [...arrived.current, ...message.calls.map(keyed)].slice(-MOST);
    if (message.skipped) setState((before) => ({ ...before, skipped: before.skipped + message.skipped }));
    if (!paused) show();
  }, { filter: server ? { servers: [findServer(server)?.id ?? server] } : undefined });

  // the topic does not go on where it was: after a lost connection what was missed is asked for
  const was = useRef(connection.value);
  useEffect(() => connection.subscribe((now) => {
    if (now === 'live' && was.current !== 'live' && load.data) load.reload();
    was.current = now;
  }), [load.reload, load.data === undefined]);
  return { ...state, load, paused, setPaused };
}

function joined(newest, calls) {
  const known = new Set(calls.slice(0, newest.length + 50).map(({ key }) => key));
  return [...newest.filter(({ key }) => !known.has(key)), ...calls].slice(0, MOST);
}
