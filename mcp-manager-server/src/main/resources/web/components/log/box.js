// What of a log is seen. Draws once a moment however many lines came, and only the lines in sight.

import { announce } from '../../app/announce.js';
import { count } from '../../app/format.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../../app/html.js';
import { Button } from '../button.js';
import { Empty, Failure, Loading } from '../states.js';
import { LogRow } from './row.js';
import { copyRows, rangeOf, selectedRows } from './selection.js';

const MORE = 12;
// lines that rush by can't be read: drawing them more often would only cost
const DRAW_EVERY_MS = 80;
const SLOTS = 16;

/** `drawer` is a ref that gets { soon(), reveal(row) }. */
export function LogBox({ feed, name, drawer, wrap, query, current, selection, setSelection, filtered }) {
  const box = useRef(null);
  const probe = useRef(null);
  const [, draw] = useState(0);
  const grid = useRef({ line: 20, columns: 0 }).current;
  const scroll = useRef({ set: 0, top: 0 }).current;
  const drawing = useRef({ due: false, at: 0 }).current;
  const { lines } = feed;
  const following = feed.following.value;

  const drawNow = () => {
    drawing.due = false;
    drawing.at = performance.now();
    const moved = feed.take();
    if (!feed.following.value && moved && box.current) shift(-moved);
    draw((turn) => turn + 1);
  };
  const soon = () => {
    if (drawing.due) return;
    drawing.due = true;
    const rest = DRAW_EVERY_MS - (performance.now() - drawing.at);
    if (rest > 0) setTimeout(() => requestAnimationFrame(drawNow), rest);
    else requestAnimationFrame(drawNow);
  };
  /** Keeps what is seen in its place when lines before it come or go. */
  const shift = (height) => { scroll.shift = (scroll.shift ?? 0) + height * grid.line; };
  const reveal = (row) => {
    feed.pause();
    const { clientHeight } = box.current;
    const at = (row.top - lines.start) * grid.line;
    if (at < box.current.scrollTop || at + row.height * grid.line > box.current.scrollTop + clientHeight) box.current.scrollTop = at - clientHeight / 3;
    soon();
  };
  drawer.current = { soon, reveal };

  const onScroll = async () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    const up = scrollTop < scroll.top - 1;
    const down = scrollTop > scroll.top + 1;
    scroll.top = scrollTop;
    if (feed.following.value && scrollTop < scroll.set - 2) feed.pause();
    draw((turn) => turn + 1);
    const left = scrollHeight - scrollTop - clientHeight;
    if (!feed.following.value && down && left < grid.line && feed.attached) feed.follow();
    else if (!feed.following.value && down && left < clientHeight) shift(-(await feed.loadNewer()));
    else if (!feed.following.value && up && scrollTop < clientHeight) shift(await feed.loadOlder());
  };

  // columns and heights are those of the letters in this box
  useLayoutEffect(() => {
    const measure = () => {
      const { width, height } = probe.current.querySelector('.log-text span').getBoundingClientRect();
      grid.line = probe.current.getBoundingClientRect().height || 20;
      const columns = Math.max(8, Math.floor(probe.current.querySelector('.log-text').clientWidth / (width / 100) + 0.01));
      grid.columns = height ? columns : 0;
      lines.wrapAt(wrap ? grid.columns : 0);
      draw((turn) => turn + 1);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [feed, wrap, feed.state.value]);

  useLayoutEffect(() => {
    lines.search(query);
    draw((turn) => turn + 1);
  }, [feed, query]);

  // after each drawing: the place where it is read from
  useLayoutEffect(() => {
    const shown = box.current;
    if (feed.following.value) shown.scrollTop = shown.scrollHeight;
    else if (scroll.shift) shown.scrollTop += scroll.shift;
    scroll.shift = 0;
    scroll.set = shown.scrollTop;
    if (scroll.top !== shown.scrollTop) scroll.top = shown.scrollTop;
  });

  // who marks text wants it to stay where it is
  useEffect(() => {
    const marked = () => {
      const { isCollapsed, anchorNode } = document.getSelection();
      if (!isCollapsed && box.current?.contains(anchorNode)) feed.pause();
    };
    document.addEventListener('selectionchange', marked);
    return () => document.removeEventListener('selectionchange', marked);
  }, [feed]);

  const { from, to } = seen(box.current, feed, grid);
  const rows = lines.rows.slice(from, to);
  useLayoutEffect(() => correct(box.current, rows, lines, grid) && draw((turn) => turn + 1));

  const choose = (row, extend) => {
    feed.pause();
    setSelection((before) => ({ from: extend && before ? before.from : row.key, to: row.key }));
  };
  const onKeyDown = (press) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[press.key];
    if (step && !press.ctrlKey && !press.metaKey) {
      press.preventDefault();
      const [first, last] = [lines.indexAt(box.current.scrollTop / grid.line), lines.indexAt((box.current.scrollTop + box.current.clientHeight) / grid.line) - 1];
      const at = selection ? lines.indexOf(selection.to) + step : step < 0 ? last : first;
      const row = lines.rows[Math.max(0, Math.min(lines.rows.length - 1, at))];
      if (!row) return;
      choose(row, press.shiftKey);
      reveal(row);
      announce(row.line ? `${row.line.level} ${row.text}` : row.text);
    } else if (press.key === 'Escape' && selection) {
      setSelection(null);
    } else if (press.key === 'c' && (press.ctrlKey || press.metaKey) && selection && document.getSelection().isCollapsed) {
      press.preventDefault();
      copyRows(selectedRows(lines, selection));
    } else if (['PageUp', 'Home'].includes(press.key)) {
      feed.pause();
    } else if (press.key === 'End' && !press.shiftKey) {
      press.preventDefault();
      feed.follow();
    }
  };
  const range = rangeOf(lines, selection);
  // elements are kept for the lines that come to stand where others stood: rushing by makes no new ones
  const slots = Math.ceil(rows.length / SLOTS) * SLOTS;
  const state = feed.state.value;
  return html`
    <div class="log-frame">
      <div class=${`log-box ${wrap ? 'wrap' : ''}`} ref=${box} role="log" aria-live="off" aria-label=${`Log of ${name}`}
        aria-description="Arrow keys choose lines, with Shift more of them; Control C copies them." tabindex="0"
        onScroll=${onScroll} onKeyDown=${onKeyDown} onWheel=${(wheel) => { if (wheel.deltaY < 0) feed.pause(); }}>
        <div class="log-line log-probe" ref=${probe} aria-hidden="true"><span class="log-time">00:00:00.000</span><span class="log-stream">stderr</span>
          <span class="log-level">error</span><span class="log-text"><span>${'0'.repeat(100)}</span></span></div>
        ${state === 'loading' && lines.rows.length === 0 && html`<${Loading} lines=${8} label="Loading the log…" />`}
        ${state === 'failed' && html`<${Failure} error=${feed.error} retry=${() => feed.start()} />`}
        ${state === 'ready' && lines.rows.length === 0 && html`<${Empty} icon="audit" title=${filtered ? 'No line passes the filter' : 'Nothing has been logged yet'}
          text=${filtered ? 'Lines that do appear here as they come.' : 'What the server writes appears here as it comes.'} />`}
        <div class="log-space" style=${{ height: `${lines.height * grid.line}px`, minWidth: wrap ? undefined : `calc(var(--log-gutter) + ${lines.longest + 2}ch)` }}>
          <div class="log-window" style=${{ transform: `translateY(${rows.length ? (rows[0].top - lines.start) * grid.line : 0}px)` }}>
            ${rows.map((row) => html`<${LogRow} key=${((row.place % slots) + slots) % slots} row=${row} height=${row.height * grid.line} query=${query} current=${row.key === current}
              selected=${row.top >= range.from && row.top <= range.to} choose=${choose} />`)}
          </div>
        </div>
      </div>
      ${!following && state === 'ready' && html`<${Latest} feed=${feed} />`}
    </div>`;
}

function Latest({ feed }) {
  const unseen = feed.unseen.value;
  return html`<${Button} kind="primary" small icon="down" data-latest onClick=${() => feed.follow()}>
    Jump to latest${unseen > 0 ? ` (${count(unseen, 'new line')})` : ''}<//>`;
}

/** Which rows are in sight, and a few around them. */
function seen(shown, { lines, following }, grid) {
  if (!shown) return { from: 0, to: 0 };
  const height = shown.clientHeight / grid.line;
  const top = following.value ? Math.max(0, lines.height - height) : shown.scrollTop / grid.line;
  return { from: Math.max(0, lines.indexAt(top) - MORE), to: lines.indexAt(top + height) + 1 + MORE };
}

/** Letters that are wider or higher than reckoned are measured when they are seen. Gives whether something moved. */
function correct(shown, rows, lines, grid) {
  let moved = false;
  const nodes = shown.querySelector('.log-window').children;
  rows.forEach((row, at) => {
    if (row.plain || !lines.columns) return;
    const needed = Math.round((nodes[at]?.querySelector('.log-text')?.scrollHeight ?? 0) / grid.line);
    if (needed > row.height) {
      lines.correct(row, needed);
      moved = true;
    }
  });
  return moved;
}
