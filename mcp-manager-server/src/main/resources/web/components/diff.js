// What became of a text, line by line.

import { count } from '../app/format.js';
import { html } from '../app/html.js';
import { differences } from './diff-lines.js';

const MARKS = { added: '+', removed: '−', same: ' ' };
const SPOKEN = { added: 'Added: ', removed: 'Removed: ' };

/**
 * The difference of two texts, or of two values, which are written as JSON. `label` names it; of what is the same only
 * `context` lines around a change are shown. Signs and words say what was added and removed, colour only repeats it.
 */
export function Diff({ before, after, label = 'Changes', context = 3 }) {
  const lines = differences(written(before), written(after));
  const added = lines.filter(({ kind }) => kind === 'added').length;
  const removed = lines.filter(({ kind }) => kind === 'removed').length;
  if (added + removed === 0) return html`<p class="soft">Nothing has changed.</p>`;
  return html`
    <div class="diff">
      <p class="soft">${count(added, 'line')} added, ${count(removed, 'line')} removed</p>
      <div class="diff-lines" role="region" aria-label=${label} tabindex="0">
        <div class="diff-sheet">
          ${folded(lines, context).map((line, at) => (line.kind === 'fold'
    ? html`<p key=${at} class="diff-fold">${count(line.number, 'unchanged line')}</p>`
    : html`<p key=${at} class="diff-line" data-kind=${line.kind}><span class="diff-mark" aria-hidden="true">${MARKS[line.kind]}</span><span class="unseen">${SPOKEN[line.kind]}</span><span>${line.text || ' '}</span></p>`))}
        </div>
      </div>
    </div>`;
}

const written = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2) ?? '');

/** Leaves out what is the same and far from every change. */
function folded(lines, context) {
  const near = lines.map(() => false);
  lines.forEach(({ kind }, at) => {
    if (kind !== 'same') near.fill(true, Math.max(0, at - context), at + context + 1);
  });
  const shown = [];
  lines.forEach((line, at) => {
    const last = shown.at(-1);
    if (near[at]) shown.push(line);
    else if (last?.kind === 'fold') last.number++;
    else shown.push({ kind: 'fold', number: 1 });
  });
  // a line is no longer than the remark that it was left out
  return shown.map((line, at) => (line.kind === 'fold' && line.number === 1 ? lines[indexIn(shown, at)] : line));
}

const indexIn = (shown, at) => shown.slice(0, at).reduce((sum, { kind, number }) => sum + (kind === 'fold' ? number : 1), 0);
