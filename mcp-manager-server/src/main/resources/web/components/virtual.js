// Long lists: only what can be seen, and a little more, is in the document.

import { html, useEffect, useLayoutEffect, useRef, useState } from '../app/html.js';

const MORE = 8;

/**
 * A list whose items are all `height` px high, in a box of its own that scrolls. `render(item, index)` gives an item.
 * Screen readers are told the whole number. `box` may be a ref to the scrolling element.
 */
export function VirtualList({ label, items, height, render, itemKey = (item) => item.id, className = '', box }) {
  const own = useRef(null);
  const frame = box ?? own;
  const [span, setSpan] = useState({ from: 0, to: 40 });
  const measure = () => {
    const { scrollTop, clientHeight } = frame.current;
    const from = Math.max(0, Math.floor(scrollTop / height) - MORE);
    const to = Math.ceil((scrollTop + clientHeight) / height) + MORE;
    setSpan((before) => (before.from === from && before.to === to ? before : { from, to }));
  };
  useLayoutEffect(measure, [items.length, height]);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [height]);
  const shown = items.slice(span.from, span.to);
  return html`
    <div class=${`virtual ${className}`} ref=${frame} onScroll=${measure} tabindex="0" role="list" aria-label=${label}>
      <div class="virtual-space" style=${{ height: `${items.length * height}px` }} role="presentation">
        <div class="virtual-window" style=${{ transform: `translateY(${Math.min(span.from, items.length) * height}px)` }} role="presentation">
          ${shown.map((item, at) => html`
            <div key=${itemKey(item)} role="listitem" aria-setsize=${items.length} aria-posinset=${span.from + at + 1}
              style=${{ height: `${height}px` }}>${render(item, span.from + at)}</div>`)}
        </div>
      </div>
    </div>`;
}

/**
 * For a long list that scrolls with the page: which of `count` rows, each `height` px high, are to be in the document,
 * and how much space stands for those before and after. `frame` is the ref of the element that holds them all.
 */
export function useVisibleRows(count, height) {
  const frame = useRef(null);
  const [span, setSpan] = useState({ from: 0, to: 30 });
  useLayoutEffect(() => {
    const measure = () => {
      if (!frame.current) return;
      const top = -frame.current.getBoundingClientRect().top;
      const from = Math.max(0, Math.floor(top / height) - MORE);
      const to = Math.max(from, Math.ceil((top + innerHeight) / height) + MORE);
      setSpan((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    measure();
    addEventListener('scroll', measure, { passive: true });
    addEventListener('resize', measure);
    return () => {
      removeEventListener('scroll', measure);
      removeEventListener('resize', measure);
    };
  }, [count, height]);
  const to = Math.min(span.to, count);
  const from = Math.min(span.from, to);
  return { frame, from, to, before: from * height, after: (count - to) * height };
}
