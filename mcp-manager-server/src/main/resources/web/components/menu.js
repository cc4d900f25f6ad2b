// A button that opens a list of actions.

import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../app/html.js';
import { Icon } from './icon.js';

const WORD_MS = 600;

/**
 * Actions behind a button. `items` are { label, icon, run or href, danger, why } (`why` says why it can't be done now),
 * '-' for a line between; what is falsy is left out. With `children` the button has a text, else only its icon, and
 * `label` is its name. Keys: arrows, Home, End, first letters, Escape.
 */
export function Menu({ label, icon = 'more', small = false, kind = '', items, children }) {
  const id = useId();
  const [open, setOpen] = useState(null);
  const button = useRef(null);
  const close = (focus) => {
    setOpen(null);
    if (focus) button.current?.focus();
  };
  const press = (key) => {
    const at = { ArrowDown: 'first', ArrowUp: 'last' }[key.key];
    if (!at) return;
    key.preventDefault();
    setOpen(at);
  };
  const classes = ['button', kind, small && 'small', !children && 'icon-only'].filter(Boolean).join(' ');
  return html`
    <button type="button" ref=${button} class=${classes} aria-haspopup="menu" aria-expanded=${open ? 'true' : 'false'}
      aria-controls=${open ? id : undefined} aria-label=${children ? undefined : label} title=${children ? undefined : label}
      onClick=${() => setOpen(open ? null : 'first')} onKeyDown=${press}>
      ${children}<${Icon} name=${children ? 'down' : icon} size=${small ? 16 : 18} />
    </button>
    ${open && html`<${Actions} id=${id} label=${label} items=${items} button=${button} start=${open} close=${close} />`}`;
}

function Actions({ id, label, items, button, start, close }) {
  const list = useRef(null);
  const typed = useRef({ text: '', at: 0 });
  const shown = items.filter(Boolean);
  const entries = () => [...list.current.querySelectorAll('[role=menuitem]')];

  useLayoutEffect(() => {
    // in the top layer nothing clips it, wherever the button stands
    list.current.showPopover();
    place(list.current, button.current);
    entries().at(start === 'last' ? -1 : 0)?.focus();
  }, []);
  useEffect(() => {
    const away = ({ target }) => {
      if (!list.current?.contains(target) && !button.current?.contains(target)) close(false);
    };
    const moved = ({ target }) => { if (!list.current?.contains(target)) close(list.current?.contains(document.activeElement)); };
    document.addEventListener('pointerdown', away);
    addEventListener('scroll', moved, true);
    addEventListener('resize', moved);
    return () => {
      document.removeEventListener('pointerdown', away);
      removeEventListener('scroll', moved, true);
      removeEventListener('resize', moved);
    };
  }, []);

  const press = (key) => {
    const all = entries();
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[key.key];
    if (next !== undefined) all[next].focus();
    else if (key.key === 'Escape') close(true);
    else if (key.key === 'Tab') close(true);
    else if (key.key.length === 1 && key.key !== ' ' && !key.ctrlKey && !key.metaKey && !key.altKey) find(all, at, key.key);
    else return;
    key.stopPropagation();
    if (key.key !== 'Tab') key.preventDefault();
  };
  const find = (all, at, letter) => {
    const now = performance.now();
    const text = (now - typed.current.at < WORD_MS ? typed.current.text : '') + letter.toLowerCase();
    typed.current = { text, at: now };
    // the same letter again and again goes from one to the next that begins so
    const same = [...text].every((one) => one === text[0]);
    const wanted = same ? text[0] : text;
    [...all.slice(at + (same ? 1 : 0)), ...all].find((one) => one.textContent.trim().toLowerCase().startsWith(wanted))?.focus();
  };
  const choose = (item) => (click) => {
    if (item.why) {
      click.preventDefault();
      return;
    }
    close(true);
    item.run?.();
  };
  return html`
    <div id=${id} ref=${list} popover="manual" role="menu" aria-label=${label} class="menu" onKeyDown=${press}>
      ${shown.map((item, at) => (item === '-'
    ? html`<hr key=${at} role="separator" />`
    : html`<${Entry} key=${item.label} item=${item} choose=${choose(item)} />`))}
    </div>`;
}

function Entry({ item, choose }) {
  const common = { role: 'menuitem', tabindex: -1, class: item.danger ? 'danger' : '', 'aria-disabled': item.why ? 'true' : undefined, onClick: choose };
  const inner = html`${item.icon && html`<${Icon} name=${item.icon} size=${16} />`}<span>${item.label}${item.why && html`<small>${item.why}</small>`}</span>`;
  return item.href && !item.why ? html`<a href=${item.href} ...${common}>${inner}</a>` : html`<button type="button" ...${common}>${inner}</button>`;
}

/** Below the button if there is room, else above it; never outside of the window. */
function place(list, button) {
  const from = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = list;
  const below = from.bottom + 4;
  const top = below + offsetHeight <= innerHeight - 8 ? below : Math.max(8, from.top - 4 - offsetHeight);
  list.style.top = `${top}px`;
  list.style.left = `${Math.max(8, Math.min(from.right - offsetWidth, innerWidth - offsetWidth - 8))}px`;
}
