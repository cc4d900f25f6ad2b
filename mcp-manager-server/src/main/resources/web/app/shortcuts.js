// Keys that work everywhere. Those of one letter can be switched off, and never work while somebody types.

import { Palette } from '../components/palette.js';
import { ShortcutsDialog } from '../components/shortcuts-dialog.js';
import { html, signal, useEffect } from './html.js';
import { PAGES } from './pages.js';
import { navigate } from './router.js';
import { may } from './session.js';

const SEQUENCE_MS = 1500;
const TYPING = 'input, textarea, select, [contenteditable], [role=menu], [role=listbox], [role=combobox]';

/** The palette that is open: none, find or keys. */
export const palette = signal('none');
export const openPalette = () => { palette.value = 'find'; };
export const openShortcuts = () => { palette.value = 'keys'; };
const close = () => { palette.value = 'none'; };

/** Whether keys without Ctrl do something. */
export const lettersWork = signal(localStorage.getItem('shortcuts') !== 'off');
export function setLettersWork(on) {
  lettersWork.value = on;
  if (on) localStorage.removeItem('shortcuts');
  else localStorage.setItem('shortcuts', 'off');
}

/** Pages that have a key, as [key, title, path]. */
export const pageKeys = () => PAGES.filter((page) => page.key && (!page.needs || may(page.needs)))
  .map(({ key, title, path }) => [key, title, path.replace(/\/:.*$/, '') || '/']);

let goingSince = 0;

function press(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key.toLowerCase() === 'k') {
    if (palette.value === 'none' && document.querySelector('dialog[open]')) return;
    event.preventDefault();
    palette.value = palette.value === 'find' ? 'none' : 'find';
    return;
  }
  if (!lettersWork.value || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.(TYPING) || document.querySelector('dialog[open]')) return;
  if (letter(key)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Whether the key did something. */
function letter(key) {
  const going = Date.now() - goingSince < SEQUENCE_MS;
  goingSince = 0;
  const page = going && pageKeys().find(([wanted]) => wanted === key);
  if (page) navigate(page[2]);
  else if (key === 'g') goingSince = Date.now();
  else if (key === '?') openShortcuts();
  else if (key === '/') return focusSearch();
  else return false;
  return true;
}

function focusSearch() {
  const search = [...document.querySelectorAll('main input[type=search]')].find((input) => input.checkVisibility());
  search?.focus();
  search?.select();
  return Boolean(search);
}

export function Shortcuts() {
  useEffect(() => {
    // before what has the focus gets it: the second key of a sequence belongs to the first
    addEventListener('keydown', press, true);
    return () => removeEventListener('keydown', press, true);
  }, []);
  if (palette.value === 'find') return html`<${Palette} close=${close} />`;
  if (palette.value === 'keys') return html`<${ShortcutsDialog} close=${close} />`;
  return null;
}
