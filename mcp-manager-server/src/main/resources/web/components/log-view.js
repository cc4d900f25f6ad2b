// A log to read: it goes along with the newest line until somebody scrolls up, and finds, filters and copies.

import { html, useEffect, useMemo, useRef, useState } from '../app/html.js';
import { useQuery } from '../app/router.js';
import { Feed } from './log/feed.js';
import { LogBox } from './log/box.js';
import { LogToolbar } from './log/toolbar.js';

const remembered = (name, otherwise) => {
  const kept = localStorage.getItem(name);
  return kept === null ? otherwise : kept === 'true';
};

/** The log of a server: `server` is its id, `name` what it is called. */
export function LogView({ server, name }) {
  const [level, setLevel] = useQuery('level');
  const [stream, setStream] = useQuery('stream');
  const [query, setQuery] = useQuery('find');
  const [only, setOnly] = useQuery('only');
  const [wrap, setWrap] = useState(() => remembered('log-wrap', matchMedia('(max-width: 640px)').matches));
  const [selection, setSelection] = useState(null);
  const [current, setCurrent] = useState(null);
  const drawer = useRef(null);
  const wanted = useSettled(only ? query : '');
  const filter = { level: level || undefined, stream: stream || undefined, q: wanted || undefined };
  const feed = useMemo(() => new Feed(server, filter, () => drawer.current?.soon()), [server, level, stream, wanted]);
  useEffect(() => {
    setSelection(null);
    setCurrent(null);
    feed.start();
    return () => feed.close();
  }, [feed]);

  const changeWrap = (on) => {
    localStorage.setItem('log-wrap', on);
    setWrap(on);
  };
  const find = (step) => {
    const { found } = feed.lines;
    if (found.length === 0) return;
    const at = found.findIndex((row) => row.key === current);
    const row = found[(at < 0 ? (step < 0 ? found.length - 1 : 0) : at + step + found.length) % found.length];
    setCurrent(row.key);
    drawer.current.reveal(row);
  };
  return html`
    <div class="log">
      <${LogToolbar} feed=${feed} server=${server} drawer=${drawer} filter=${filter} find=${find} current=${current}
        query=${[query, (text) => { setQuery(text); setCurrent(null); }]} only=${[only === '1', (on) => setOnly(on ? '1' : '')]}
        level=${[level, setLevel]} stream=${[stream, setStream]} wrap=${[wrap, changeWrap]} selection=${selection} />
      <${LogBox} key=${server} feed=${feed} name=${name} drawer=${drawer} wrap=${wrap} query=${query} current=${current}
        selection=${selection} setSelection=${setSelection} filtered=${Boolean(level || stream || wanted)} />
    </div>`;
}

/** A value when it has not changed for a moment: not every letter is worth a request. */
function useSettled(value) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === settled) return undefined;
    const timer = setTimeout(() => setSettled(value), 300);
    return () => clearTimeout(timer);
  }, [value, settled]);
  return settled;
}
