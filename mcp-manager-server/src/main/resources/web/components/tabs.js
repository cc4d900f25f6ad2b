import { html, useEffect, useId, useRef } from '../app/html.js';

/** Parts of a page that have an address of their own: `tabs` are [path, title, number]. */
export function TabLinks({ label, tabs, current }) {
  const row = useRef(null);
  // on narrow screens it may stand out of sight
  useEffect(() => { row.current.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }, [current]);
  return html`
    <nav class="tabs" aria-label=${label} ref=${row}>
      ${tabs.map(([path, title, number]) => html`
        <a key=${path} href=${path} aria-current=${path === current ? 'page' : undefined}>${title}${number > 0 && html` <span class="count">${number}</span>`}</a>`)}
    </nav>`;
}

/** Panels of which one is shown: `tabs` are [key, title]; `children` gives what the chosen one shows. */
export function Tabs({ label, tabs, value, onChange, children }) {
  const id = useId();
  const list = useRef(null);
  const move = (press) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[press.key];
    const at = tabs.findIndex(([key]) => key === value);
    const next = step ? (at + step + tabs.length) % tabs.length : { Home: 0, End: tabs.length - 1 }[press.key];
    if (next === undefined) return;
    press.preventDefault();
    onChange(tabs[next][0]);
    list.current.children[next].focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${label} ref=${list} onKeyDown=${move}>
      ${tabs.map(([key, title]) => html`
        <button key=${key} type="button" role="tab" id=${`${id}-${key}`} aria-selected=${key === value ? 'true' : 'false'}
          aria-controls=${`${id}-panel`} tabindex=${key === value ? 0 : -1} onClick=${() => onChange(key)}>${title}</button>`)}
    </div>
    <div role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${value}`}>${children}</div>`;
}
