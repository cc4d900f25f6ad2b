// Where ticks of axes stand: at values that people read easily.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];
const FACTORS = [1, 2, 2.5, 5, 10];

const timeFormat = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayFormat = new Intl.DateTimeFormat([], { month: 'short', day: 'numeric' });

/** Values from 0 to at least `highest`, about `wanted` of them; only whole ones if `whole`. */
export function valueTicks(highest, { wanted = 4, whole = false } = {}) {
  const rough = (highest > 0 ? highest : 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = FACTORS.find((one) => one * power >= rough * 0.999) ?? 10;
  const step = whole ? Math.max(1, Math.ceil(factor * power)) : factor * power;
  const last = Math.max(1, Math.ceil((highest / step) * 0.999));
  return Array.from({ length: last + 1 }, (_, at) => at * step);
}

/** Moments from `from` to `to` (ms) at round local times, at most `most` of them, each with its text. */
export function timeTicks(from, to, most) {
  const step = TIME_STEPS.find((one) => (to - from) / one <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  // round in the time of the place, not in UTC
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const ticks = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) ticks.push({ at, text: timeText(at, step) });
  return ticks;
}

function timeText(at, step) {
  const midnight = new Date(at).getHours() === 0 && new Date(at).getMinutes() === 0;
  return step >= DAY || midnight ? dayFormat.format(at) : timeFormat.format(at);
}
