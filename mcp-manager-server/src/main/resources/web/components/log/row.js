import { clock, dateTime } from '../../app/format.js';
import { html } from '../../app/html.js';
import { memo } from '../../app/memo.js';

const exactly = (instant) => {
  const time = new Date(instant);
  return `${clock(time)}.${String(time.getMilliseconds()).padStart(3, '0')}`;
};

/** One line of a log. Drawn again only when something about it has changed. */
export const LogRow = memo(({ row, height, query, current, selected, choose }) => {
  const { line, text } = row;
  if (!line) return html`<p class="log-line log-gap" style=${{ height: `${height}px` }}><span>${text}</span></p>`;
  return html`
    <div class=${`log-line${selected ? ' selected' : ''}${current ? ' current' : ''}`} data-level=${line.level} style=${{ height: `${height}px` }}>
      <button type="button" class="log-time" tabindex="-1" title=${`${dateTime(line.time)}. Click to choose the line, with Shift all up to it.`}
        aria-label=${`Choose the line of ${exactly(line.time)}`} aria-pressed=${selected ? 'true' : 'false'} onClick=${(click) => choose(row, click.shiftKey)}>${exactly(line.time)}</button>
      <span class="log-stream">${line.stream}</span>
      <span class="log-level">${line.level}</span>
      <span class="log-text">${query ? marked(text, query) : text}</span>
    </div>`;
});

/** A text with what is searched for marked. */
function marked(text, query) {
  const [lower, wanted] = [text.toLowerCase(), query.toLowerCase()];
  // lower case can be longer than what it was made of; then places would not fit
  if (lower.length !== text.length || !lower.includes(wanted)) return text;
  const parts = [];
  let at = 0;
  for (let next = lower.indexOf(wanted); next >= 0; next = lower.indexOf(wanted, at)) {
    parts.push(text.slice(at, next), html`<mark>${text.slice(next, next + wanted.length)}</mark>`);
    at = next + wanted.length;
  }
  return [...parts, text.slice(at)];
}
