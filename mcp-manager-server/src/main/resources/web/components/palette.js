// Everything that can be found or done, by a few letters. The pattern is WAI-ARIA's combobox with a list: the focus stays
// in the field, and aria-activedescendant says which result is meant.

import { html, useEffect, useId, useMemo, useRef, useState } from '../app/html.js';
import { find, loadTools, remember } from '../app/palette-items.js';
import { navigate } from '../app/router.js';
import { serverList } from '../app/servers.js';
import { Icon } from './icon.js';

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

export function Palette({ close }) {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [toolsLoaded, setToolsLoaded] = useState(0);
  const dialog = useModal();
  const id = useId();
  useEffect(() => { loadTools().then((other) => other && setToolsLoaded(Date.now())); }, []);
  const { items, more } = useMemo(() => find(query), [query, toolsLoaded, serverList.value]);
  const active = Math.min(at, items.length - 1);
  const choose = (item) => {
    remember(item);
    close();
    // once the dialog is gone and has given the focus back
    setTimeout(() => (item.run ? item.run() : navigate(item.href)));
  };
  const press = (event) => {
    const step = STEPS[event.key];
    if (event.key === 'Enter' && items[active]) choose(items[active]);
    else if (step && items.length) setAt(Math.abs(step) === 1 ? (active + step + items.length) % items.length : Math.max(0, Math.min(items.length - 1, active + step)));
    else return;
    event.preventDefault();
  };
  return html`
    <dialog ref=${dialog} class="palette" aria-label="Find or do" onCancel=${(cancel) => { cancel.preventDefault(); close(); }}
      onClick=${(click) => { if (click.target === dialog.current) close(); }}>
      <div class="palette-field">
        <${Icon} name="search" />
        <input type="text" role="combobox" aria-label="Find pages, servers, tools and actions" placeholder="Find pages, servers, tools, actions…" aria-expanded="true"
          aria-controls=${id} aria-autocomplete="list" aria-activedescendant=${items.length ? `${id}-${active}` : undefined} autofocus
          autocomplete="off" spellcheck=${false} value=${query} onInput=${(input) => { setQuery(input.target.value); setAt(0); }} onKeyDown=${press} />
        <kbd>Esc</kbd>
      </div>
      <${Results} id=${id} items=${items} active=${active} choose=${choose} />
      <p class=${items.length ? 'palette-foot' : 'palette-none'} role="status">${said(query, items, more)}</p>
    </dialog>`;
}

function said(query, items, more) {
  if (!items.length) return `Nothing fits “${query}”. Try fewer letters, or a server’s name.`;
  if (!query.trim()) return 'Type to find; ↑ ↓ choose, Enter opens.';
  return `${items.length === 1 ? '1 result' : `${items.length} results`}${more > 0 ? `, and ${more} more: type on` : ''}`;
}

function Results({ id, items, active, choose }) {
  const list = useRef(null);
  useEffect(() => { list.current.children[active]?.scrollIntoView({ block: 'nearest' }); }, [active, items]);
  return html`
    <ul ref=${list} id=${id} role="listbox" aria-label="Results" class="palette-results" hidden=${items.length === 0}>
      ${items.map((item, at) => html`
        <li key=${item.id} id=${`${id}-${at}`} role="option" aria-selected=${at === active ? 'true' : 'false'}
          onMouseDown=${(down) => down.preventDefault()} onClick=${() => choose(item)}>
          <${Icon} name=${item.icon} size=${16} /> <span class="palette-title">${item.title}</span>
          ${item.note && html` <span class="palette-note">${item.note}</span>`}
          <span class="palette-kind">${item.recent ? 'Recent' : item.kind}${item.keys && html` <kbd>${item.keys}</kbd>`}</span>
        </li>`)}
    </ul>`;
}

function useModal() {
  const dialog = useRef(null);
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown.showModal();
    shown.querySelector('[autofocus]').focus();
    return () => {
      shown.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return dialog;
}
