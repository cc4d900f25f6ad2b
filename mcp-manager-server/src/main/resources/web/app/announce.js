// What is said to everybody, seen or heard, wherever they are on the page.

import { signal } from './html.js';

/** What screen readers say next; the shell shows it in a live region. */
export const announcement = signal('');
/** What is shown for a moment: { id, text, kind, action }. */
export const toasts = signal([]);

const MOST_TOASTS = 4;
const SHOWN_MS = 6000;
const SHOWN_BAD_MS = 15_000;
const GATHERED_MS = 500;

let waiting = [];
let timer = 0;
let next = 1;

/** Tells screen readers of a change. Many in a moment become one sentence or a number. */
export function announce(text) {
  waiting.push(text);
  timer ||= setTimeout(() => {
    announcement.value = waiting.length <= 3 ? waiting.join('. ') : `${waiting.length} changes`;
    waiting = [];
    timer = 0;
  }, GATHERED_MS);
}

/** `kind` is good, bad or empty; `action` ({ label, run }) is a button such as Undo. */
export function toast(text, { kind = '', action } = {}) {
  const id = next++;
  toasts.value = [...toasts.value.slice(1 - MOST_TOASTS), { id, text, kind, action }];
  setTimeout(() => dismiss(id), kind === 'bad' || action ? SHOWN_BAD_MS : SHOWN_MS);
}

export function dismiss(id) {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/** Runs something that may be refused, and says so. Gives what it gave, or undefined. */
export async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    toast(error.message, { kind: 'bad' });
    return undefined;
  }
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied`);
  } catch {
    toast(`The browser did not allow copying. It is: ${text}`, { kind: 'bad' });
  }
}
