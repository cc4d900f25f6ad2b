// Times, sizes and numbers as people read them. The exact value belongs into a title or a <time datetime>.

const clockFormat = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const dateFormat = new Intl.DateTimeFormat([], { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const numberFormat = new Intl.NumberFormat();
const relative = new Intl.RelativeTimeFormat([], { numeric: 'auto', style: 'short' });
const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1000]];

export const clock = (instant) => clockFormat.format(new Date(instant));
export const dateTime = (instant) => dateFormat.format(new Date(instant));
export const number = (value) => numberFormat.format(value);
export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
export const percent = (share) => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

/** "3 min ago", "in 2 hours"; "now" within two seconds. */
export function ago(instant, now = Date.now()) {
  const millis = new Date(instant).getTime() - now;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(millis) >= size * 0.95) ?? ['second', 1000];
  return Math.abs(millis) < 2000 ? 'now' : relative.format(Math.round(millis / length), unit);
}

export function bytes(value) {
  if (value < 1024) return `${value} B`;
  const power = Math.min(4, Math.floor(Math.log2(value) / 10));
  const scaled = value / 1024 ** power;
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

export function millis(value) {
  if (value === null || value === undefined) return '–';
  if (value < 10) return `${value.toFixed(1)} ms`;
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

/** Seconds as "2 d 3 h", "4 min 5 s". */
export function duration(seconds) {
  const parts = [[86_400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const first = parts.findIndex(([size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [[size, unit], next] = [parts[first], parts[first + 1]];
  const rest = next ? Math.floor((seconds % size) / next[0]) : 0;
  return `${Math.floor(seconds / size)} ${unit}${rest ? ` ${rest} ${next[1]}` : ''}`;
}
