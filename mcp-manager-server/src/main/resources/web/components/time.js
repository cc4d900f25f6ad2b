import { ago, clock, dateTime } from '../app/format.js';
import { html, signal } from '../app/html.js';

const TICK_MS = 10_000;

/** The present moment, a few times a minute, for everything that says how long ago something was. */
const now = signal(Date.now());
setInterval(() => { if (!document.hidden) now.value = Date.now(); }, TICK_MS);
document.addEventListener('visibilitychange', () => { now.value = Date.now(); });

const exact = new Intl.DateTimeFormat([], { dateStyle: 'full', timeStyle: 'long' });
const isToday = (at) => new Date(at).toDateString() === new Date(now.value).toDateString();

/** When something was: the time of today, else the date with it; exactly in its title. */
export function Time({ at }) {
  return html`<time datetime=${at} title=${exact.format(new Date(at))}>${isToday(at) ? clock(at) : dateTime(at)}</time>`;
}

/** How long ago it was, which keeps itself up to date. */
export function Ago({ at }) {
  return html`<time datetime=${at} title=${exact.format(new Date(at))}>${ago(at, Math.max(now.value, Math.min(Date.now(), new Date(at).getTime())))}</time>`;
}
