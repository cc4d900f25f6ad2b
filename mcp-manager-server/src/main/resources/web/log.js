import { byId, clock, element } from './dom.js';

const MOST_LINES = 1000;
const LEVELS = ['debug', 'info', 'warning', 'error'];

/** The tail of one log. Follows the newest line unless the reader has scrolled up. */
export class LogView {
  #box = byId('log');
  #waiting = [];
  #frame = 0;
  #last = 0;
  #level = 0;

  constructor() {
    this.#box.addEventListener('scroll', () => this.#offerLatest());
    byId('log-latest').addEventListener('click', () => this.#toLatest());
    byId('log-level').addEventListener('change', (change) => {
      this.#level = LEVELS.indexOf(change.target.value);
      for (const line of this.#box.children) line.hidden = this.#isHidden(line.dataset.level);
      this.#toLatest();
    });
  }

  /** Sequence of the newest line shown. */
  get last() {
    return this.#last;
  }

  clear(text) {
    this.#waiting = [];
    this.#last = 0;
    this.#box.replaceChildren(element('p', { className: 'gap', textContent: text }));
  }

  add(line) {
    if (line.sequence <= this.#last) return;
    this.#last = line.sequence;
    this.#waiting.push(element('p', { data: { level: line.level }, hidden: this.#isHidden(line.level) },
      element('time', { dateTime: line.time, textContent: clock(line.time) }),
      element('span', { className: 'level', textContent: line.stream === 'manager' ? 'manager' : line.level }),
      element('span', { className: 'text', textContent: line.text })));
    if (this.#waiting.length > MOST_LINES) this.#waiting.shift();
    this.#draw();
  }

  missed(from, to) {
    this.#last = Math.max(this.#last, to);
    this.#waiting.push(element('p', { className: 'gap', textContent: `… ${to - from + 1} lines came too fast to be shown …` }));
    this.#draw();
  }

  /** Many lines are drawn at once, and only when the browser draws anyway. */
  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const follow = this.#isAtEnd();
      if (this.#box.firstChild?.className === 'gap' && this.#box.children.length === 1) this.#box.replaceChildren();
      this.#box.append(...this.#waiting.splice(0));
      while (this.#box.children.length > MOST_LINES) this.#box.firstChild.remove();
      if (follow) this.#toLatest();
      this.#offerLatest();
    });
  }

  #isHidden(level) {
    return level !== undefined && LEVELS.indexOf(level) < this.#level;
  }

  #isAtEnd() {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < 24;
  }

  #toLatest() {
    this.#box.scrollTop = this.#box.scrollHeight;
  }

  #offerLatest() {
    byId('log-latest').hidden = this.#isAtEnd();
  }
}
