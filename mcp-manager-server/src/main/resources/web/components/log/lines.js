// The lines of a log laid out: where each stands, reckoned and not asked of the browser. Ten thousand lines, wrapped or
// not, cost no more than those that are seen.

/** As many lines as are kept in the page; the others are in the manager's log. */
export const MOST_LINES = 10_000;
// of a longer line the rest is not shown, but copied with it
const MOST_SHOWN = 8000;
const MOST_ROWS_UNWRAPPED = 20;

const PLAIN = /^[\x20-\x7e]*$/;
// escape sequences: colours and the like, which programs write for terminals
// eslint-disable-next-line no-control-regex
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g;

/** A row for a line as the API gives it. */
export function rowOf(line) {
  let text = line.text.includes('\x1b') ? line.text.replace(SEQUENCES, '') : line.text;
  if (text.includes('\t')) text = text.replaceAll('\t', '    ');
  if (text.length > MOST_SHOWN) text = `${text.slice(0, MOST_SHOWN)}… ${text.length - MOST_SHOWN} more characters`;
  return { key: line.sequence, sequence: line.sequence, line, text, plain: PLAIN.test(text), place: 0, top: 0, height: 1 };
}

let gaps = 0;

/** A row that says that something is not there. */
export const gapOf = (text, sequence) => ({ key: `gap-${++gaps}`, sequence, line: null, text, plain: true, place: 0, top: 0, height: 1 });

/** How many columns of a grid of equal letters a text takes. */
function width(text) {
  let columns = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0);
    if (code < 0x300) columns++;
    else if (/\p{M}/u.test(letter)) continue;
    else columns += code >= 0x1100 && /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{Emoji_Presentation}\uff00-\uff60]/u.test(letter) ? 2 : 1;
  }
  return columns;
}

export class Lines {
  /** Rows from the oldest to the newest, numbered by `place`. `top` and `height` of each are in lines of text. */
  rows = [];
  /** Rows that have what is searched for. */
  found = [];
  /** Columns of the longest row. */
  longest = 0;
  #columns = 0;
  #query = '';

  /** Where the first row begins; grows when rows are dropped, so that no other row has to be moved. */
  get start() { return this.rows[0]?.top ?? 0; }
  get end() {
    const last = this.rows.at(-1);
    return last ? last.top + last.height : 0;
  }
  get height() { return this.end - this.start; }
  get columns() { return this.#columns; }

  clear() {
    this.rows = [];
    this.found = [];
    this.longest = 0;
  }

  append(rows) {
    let at = this.end;
    let place = this.rows.at(-1)?.place ?? 0;
    for (const row of rows) {
      row.place = ++place;
      row.top = at;
      row.height = this.#heightOf(row);
      at += row.height;
      this.rows.push(row);
      if (this.#matches(row)) this.found.push(row);
    }
  }

  prepend(rows) {
    let at = this.start;
    let place = this.rows[0]?.place ?? 0;
    for (let index = rows.length - 1; index >= 0; index--) {
      const row = rows[index];
      row.place = --place;
      row.height = this.#heightOf(row);
      at -= row.height;
      row.top = at;
    }
    this.rows = [...rows, ...this.rows];
    this.found = [...rows.filter((row) => this.#matches(row)), ...this.found];
  }

  /** Drops the oldest; gives how high they were. */
  dropFirst(number) {
    if (number <= 0) return 0;
    const before = this.start;
    this.rows.splice(0, number);
    const gone = this.found.findIndex((row) => row.top >= this.start);
    this.found.splice(0, gone < 0 ? this.found.length : gone);
    return this.start - before;
  }

  dropLast(number) {
    if (number <= 0) return;
    this.rows.splice(-number);
    while (this.found.length && this.found.at(-1).top >= this.end) this.found.pop();
  }

  /** Lays all of it out for so many columns; 0 is without wrapping. */
  wrapAt(columns) {
    if (columns === this.#columns) return;
    this.#columns = columns;
    let at = 0;
    for (const row of this.rows) {
      row.top = at;
      row.height = this.#heightOf(row);
      at += row.height;
    }
  }

  /** What the browser found a row to need, of letters that are not of equal width. */
  correct(row, height) {
    const more = height - row.height;
    row.height = height;
    for (let index = this.rows.indexOf(row) + 1; index < this.rows.length; index++) this.rows[index].top += more;
  }

  /** Index of the row at so many lines from the start. */
  indexAt(offset) {
    const wanted = this.start + offset;
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle].top <= wanted) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  indexOf(key) { return this.rows.findIndex((row) => row.key === key); }

  search(query) {
    this.#query = query.toLowerCase();
    this.found = this.#query ? this.rows.filter((row) => this.#matches(row)) : [];
  }

  #matches(row) {
    return this.#query !== '' && row.line !== null && row.text.toLowerCase().includes(this.#query);
  }

  #heightOf({ text, plain }) {
    if (plain) {
      if (text.length > this.longest) this.longest = text.length;
      return this.#columns ? Math.max(1, Math.ceil(text.length / this.#columns)) : 1;
    }
    let height = 0;
    for (const part of text.split('\n')) {
      const columns = width(part);
      if (columns > this.longest) this.longest = columns;
      height += this.#columns ? Math.max(1, Math.ceil(columns / this.#columns)) : 1;
    }
    return this.#columns ? height : Math.min(height, MOST_ROWS_UNWRAPPED);
  }
}
