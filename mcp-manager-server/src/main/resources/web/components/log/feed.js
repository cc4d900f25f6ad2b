// A log as a window of lines that goes along with the newest, or stands still somewhere while somebody reads.

import { get, path } from '../../app/api.js';
import { batch, signal } from '../../app/html.js';
import { subscribe } from '../../app/live.js';
import { gapOf, Lines, MOST_LINES, rowOf } from './lines.js';

const FIRST = 1000;
const MORE = 500;

/** `filter` is { level, stream, q }; `changed` is told when there is something new to draw. */
export class Feed {
  lines = new Lines();
  /** loading, ready or failed. */
  state = signal('loading');
  error = null;
  /** Whether it goes along with the newest line. */
  following = signal(true);
  /** How many came since it no longer does. */
  unseen = signal(0);
  /** Lines that the manager could not keep up with, since it was started. */
  dropped = signal(0);
  /** Whether there are older lines than the first. */
  older = true;
  #server;
  #filter;
  #changed;
  #stop = () => {};
  #ended = false;
  #busy = false;
  /** Whether the last line is the newest there is, so that what comes belongs right after it. */
  #attached = false;
  /** What came and is not laid out yet. */
  #waiting = [];

  constructor(server, filter, changed) {
    this.#server = server;
    this.#filter = filter;
    this.#changed = changed;
  }

  async start() {
    this.state.value = 'loading';
    if (!(await this.#loadTail()) || this.#ended) return;
    this.#stop = subscribe(`logs:${this.#server}`, (message) => this.#receive(message),
      { filter: { minLevel: this.#filter.level }, after: this.#last() });
  }

  close() {
    this.#ended = true;
    this.#stop();
  }

  /** Stands still: what comes is counted. */
  pause() {
    if (!this.following.value) return;
    this.following.value = false;
    this.#changed();
  }

  /** Goes along with the newest again. */
  async follow() {
    batch(() => { this.following.value = true; this.unseen.value = 0; });
    if (!this.#attached) await this.#loadTail();
    this.#changed();
  }

  /** Lays out what came. Gives by how many lines of text the start moved. */
  take() {
    const came = this.#waiting;
    if (came.length === 0) return 0;
    if (!this.#attached) {
      // while newer lines are asked for, what comes meanwhile belongs after them
      if (!this.#busy) this.#forget(came);
      return 0;
    }
    this.#waiting = [];
    const last = this.#last();
    const rows = came.filter((row) => row.sequence > last);
    if (this.following.value) return this.#append(rows);
    const room = MOST_LINES - this.lines.rows.length;
    this.unseen.value += rows.length;
    if (rows.length <= room) return this.#append(rows);
    // who reads keeps what they read; the rest is asked for when they come there
    this.#append(rows.slice(0, room));
    this.#attached = false;
    return 0;
  }

  /** Asks for lines before the first. Gives how high they are together. */
  async loadOlder() {
    const first = this.lines.rows[0]?.sequence;
    if (this.#busy || !this.older || !first || this.state.value !== 'ready') return 0;
    const page = await this.#ask({ before: first, limit: MORE });
    if (!page) return 0;
    this.older = page.length === MORE;
    const before = this.lines.start;
    this.lines.prepend(page.reverse().map(rowOf));
    const over = this.lines.rows.length - MOST_LINES;
    if (over > 0 && !this.following.value) {
      this.lines.dropLast(over);
      this.#attached = false;
    }
    this.#changed();
    return before - this.lines.start;
  }

  /** Asks for lines after the last, when some were left out. Gives how high what was dropped for them was. */
  async loadNewer() {
    if (this.#busy || this.#attached || this.state.value !== 'ready') return 0;
    const last = this.#last();
    const page = await this.#ask({ after: last, limit: MORE });
    if (!page) return 0;
    if (page.length < MORE) this.#attached = true;
    const rows = page.map(rowOf);
    const { level, stream, q } = this.#filter;
    const missing = level || stream || q || !page.length ? 0 : page[0].sequence - last - 1;
    if (missing > 0) rows.unshift(gapOf(gapText(missing, 'deleted'), last + missing));
    const moved = this.#append(rows);
    this.#changed();
    return moved;
  }

  get attached() { return this.#attached; }

  async #loadTail() {
    this.#attached = false;
    const page = await this.#ask({ limit: FIRST });
    if (!page) return false;
    this.lines.clear();
    this.lines.append(page.reverse().map(rowOf));
    this.older = page.length === FIRST;
    this.#attached = true;
    this.state.value = 'ready';
    this.#changed();
    return true;
  }

  async #ask(query) {
    this.#busy = true;
    try {
      const { data, meta } = await get(path(['servers', this.#server, 'logs'], { ...this.#filter, ...query }));
      if (this.#ended) return null;
      this.dropped.value = meta.dropped;
      return data;
    } catch (error) {
      this.error = error;
      if (this.state.value === 'loading') this.state.value = 'failed';
      return null;
    } finally {
      this.#busy = false;
    }
  }

  #receive({ type, line, from, to, reason }) {
    if (type === 'log' && this.#passes(line)) this.#waiting.push(rowOf(line));
    else if (type === 'missed') this.#waiting.push(gapOf(gapText(to - from + 1, reason), to));
    else return;
    // nobody draws in a hidden tab: what would be dropped when drawn is dropped at once
    if (this.#waiting.length > 2 * MOST_LINES) this.#forget(this.#waiting.splice(0, MOST_LINES));
    this.#changed();
  }

  #passes({ stream, text }) {
    const { stream: wanted, q } = this.#filter;
    return (!wanted || wanted === stream) && (!q || text.toLowerCase().includes(q.toLowerCase()));
  }

  #forget(rows) {
    if (!this.following.value) this.unseen.value += rows.length;
    if (rows === this.#waiting) this.#waiting = [];
  }

  #append(rows) {
    this.lines.append(rows);
    const over = this.lines.rows.length - MOST_LINES;
    if (over > 0) this.older = true;
    return this.lines.dropFirst(over);
  }

  #last() { return this.lines.rows.at(-1)?.sequence ?? 0; }
}

const gapText = (number, reason) => (reason === 'deleted'
  ? `${number.toLocaleString()} older lines are no longer kept`
  : `${number.toLocaleString()} ${number === 1 ? 'line' : 'lines'} came too fast to be shown; the export has them`);
