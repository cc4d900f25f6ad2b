// Which servers are chosen for a command over many of them.

import { useCallback, useMemo, useRef, useState } from '../../app/html.js';
import { servers } from '../../app/servers.js';

/** `shown` are the servers that pass the filters; chosen ones stay chosen when a filter hides them. */
export function useSelection(shown) {
  const [ids, setIds] = useState(() => new Set());
  const last = useRef(null);
  const known = servers.value;
  const chosen = useMemo(() => [...ids].map((id) => known?.get(id)).filter(Boolean), [ids, known]);
  const visible = useMemo(() => (ids.size ? shown.filter((server) => ids.has(server.id)).length : 0), [ids, shown]);

  const change = (list, on) => setIds((before) => {
    const next = new Set(before);
    list.forEach((id) => (on ? next.add(id) : next.delete(id)));
    return next;
  });
  /** With `range`: all from the one chosen last. */
  const latest = useRef(shown);
  latest.current = shown;
  const choose = useCallback((id, on, range) => {
    const order = latest.current.map((server) => server.id);
    const [from, to] = [range ? order.indexOf(last.current) : -1, order.indexOf(id)];
    change(from < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1), on);
    last.current = id;
  }, []);
  return {
    chosen,
    has: (id) => ids.has(id),
    hidden: chosen.length - visible,
    all: shown.length > 0 && visible === shown.length,
    some: visible > 0 && visible < shown.length,
    choose,
    chooseShown: (on) => change(shown.map((server) => server.id), on),
    clear: () => setIds(new Set()),
  };
}
