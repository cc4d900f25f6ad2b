// Events as they come: the newest by REST, what follows by the live connection, what was before on demand.

import { get, path, useLoad } from '../app/api.js';
import { useCallback, useEffect, useRef, useState } from '../app/html.js';
import { useLive } from '../app/live.js';
import { findServer } from '../app/servers.js';

/** Kept of what comes by itself, and of what somebody has scrolled back to. */
const MOST_LIVE = 1000;
const MOST = 10_000;
const HIDDEN_FLUSH_MS = 1000;

/** The query of the API for a filter: { q, severity, category, type, server, from, to }. */
export const eventQuery = ({ q, severity, category, type, server, from, to }) => ({ q, severity, category, type, server, from, to });

const listed = (text) => (text ? text.split(',') : undefined);

/** What the live connection filters by itself; it knows neither texts nor times. */
function liveFilter({ severity, category, type, server }) {
  const id = server && (findServer(server)?.id ?? server);
  return { minSeverity: severity || 'info', ...(category && { categories: listed(category) }), ...(type && { types: listed(type) }), ...(id && { servers: [id] }) };
}

function passes({ message, serverName, time }, { q, from, to }) {
  if (q && !`${message}\n${serverName ?? ''}`.toLowerCase().includes(q.toLowerCase())) return false;
  const at = Date.parse(time);
  return !(at < Date.parse(from)) && !(at >= Date.parse(to));
}

/**
 * Events that pass a filter, newest first. Gives { events, load, older, ended, loadingOlder, paused, setPaused, fresh
 * (how many came while paused), gone (what is no longer kept: { from, to }) }.
 */
export function useEvents(filter, { page = 100 } = {}) {
  const load = useLoad(() => get(path(['events'], { ...eventQuery(filter), limit: page })), [JSON.stringify(filter), page]);
  const [state, setState] = useState({ events: [], ended: false, loadingOlder: false, gone: null });
  const [paused, setPaused] = useState(false);
  const [fresh, setFresh] = useState(0);
  const arrived = useRef([]);
  const most = useRef(MOST_LIVE);
  const due = useRef(0);

  useEffect(() => {
    if (!load.data) return;
    arrived.current = [];
    most.current = MOST_LIVE;
    setFresh(0);
    setState({ events: load.data.data, ended: load.data.data.length < page, loadingOlder: false, gone: null });
  }, [load.data]);

  const flush = useRef(null);
  flush.current = () => {
    due.current = 0;
    if (paused) return setFresh(arrived.current.length);
    const next = arrived.current;
    arrived.current = [];
    setFresh(0);
    if (next.length) setState((before) => ({ ...before, ...joined(next.reverse(), before, most.current) }));
  };
  useEffect(() => { if (!paused) flush.current(); }, [paused]);
  useEffect(() => () => { cancelAnimationFrame(due.current); due.current = -1; }, []);

  useLive(load.data ? 'events' : '', (message) => {
    if (message.type === 'missed' && message.reason === 'deleted') setState((before) => ({ ...before, gone: { from: message.from, to: message.to } }));
    if (message.type !== 'event' || !passes(message.event, filter)) return;
    arrived.current.push(message.event);
    if (arrived.current.length > MOST) arrived.current.shift();
    if (due.current === 0) due.current = document.hidden ? setTimeout(() => flush.current(), HIDDEN_FLUSH_MS) : requestAnimationFrame(() => flush.current());
  }, { filter: liveFilter(filter), after: load.data?.meta.latestSequence });

  const older = useCallback(async () => {
    const last = state.events.at(-1);
    if (!last || state.ended || state.loadingOlder) return;
    most.current = MOST;
    setState((before) => ({ ...before, loadingOlder: true }));
    try {
      const { data } = await get(path(['events'], { ...eventQuery(filter), before: last.sequence, limit: page }));
      setState((before) => (before.events.at(-1) === last
        ? { ...before, events: [...before.events, ...data], ended: data.length < page, loadingOlder: false } : before));
    } catch {
      // scrolling on tries again
      setState((before) => ({ ...before, loadingOlder: false }));
    }
  }, [state.events, state.ended, state.loadingOlder, JSON.stringify(filter), page]);

  return { ...state, load, older, paused, setPaused, fresh };
}

/** What came put before what was there; what is too much falls out at the end and can be loaded again. */
function joined(newest, { events, ended }, most) {
  const last = events[0]?.sequence ?? 0;
  const all = [...newest.filter(({ sequence }) => sequence > last), ...events];
  return all.length > most ? { events: all.slice(0, most), ended: false } : { events: all, ended };
}
