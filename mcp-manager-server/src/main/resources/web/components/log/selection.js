// Chosen lines of a log.

import { copy } from '../../app/announce.js';
import { count } from '../../app/format.js';

/** Where chosen lines begin and end. `selection` is { from, to }, keys of rows in either order, or null. */
export function rangeOf(lines, selection) {
  const ends = selection && [selection.from, selection.to].map((key) => lines.rows[lines.indexOf(key)]?.top ?? lines.start);
  return ends ? { from: Math.min(...ends), to: Math.max(...ends) } : { from: Infinity, to: -Infinity };
}

export function selectedRows(lines, selection) {
  const { from, to } = rangeOf(lines, selection);
  return lines.rows.filter(({ top, line }) => line && top >= from && top <= to);
}

const asText = ({ line }) => `${line.time} ${line.stream} ${line.level}  ${line.text}`;

export function copyRows(rows) {
  const lines = rows.filter(({ line }) => line);
  return copy(lines.map(asText).join('\n'), count(lines.length, 'line'));
}
