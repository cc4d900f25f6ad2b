// Series over time, drawn as SVG that style sheets colour, so that it follows the theme without anything being done.

import { dateTime, number } from '../app/format.js';
import { html, useEffect, useMemo, useRef, useState } from '../app/html.js';
import { timeTicks, valueTicks } from './scale.js';

const LEFT = 52;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 24;
const ROOM_OF_TIME = 76;
const DASHES = [undefined, '6 4', '2 3', '10 3 2 3'];
const FIRST_WIDTH = 480;

/**
 * `points` are { from: a time, [key]: a number, or null where there is none }, oldest first, each standing for `step` ms.
 * `series` are { key, name, shape: line, area or bar, colour: 1 to 4 or bad }; they also differ by shape and dashes.
 * `format` writes a value, `whole` keeps the axis to whole numbers. By keyboard one goes along it with the arrow keys.
 */
export function TimeChart({ label, points, step, series, format = number, whole = false, height = 180 }) {
  const plot = useRef(null);
  const width = useWidth(plot);
  const [at, setAt] = useState(null);
  const scale = useMemo(() => scaleOf({ points, step, series, width, height, whole }), [points, series, width, height]);
  const last = points.length - 1;
  const here = Math.min(at ?? last, last);
  const pointed = (move) => {
    const x = move.clientX - plot.current.getBoundingClientRect().left;
    setAt(Math.max(0, Math.min(last, Math.floor((x - LEFT) / scale.stepWidth))));
  };
  const pressed = (press) => {
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, ArrowDown: here - 1, ArrowUp: here + 1, PageDown: here - 10, PageUp: here + 10, Home: 0, End: last }[press.key];
    if (press.key === 'Escape') setAt(null);
    if (to === undefined) return;
    press.preventDefault();
    setAt(Math.max(0, Math.min(last, to)));
  };
  const texts = (point) => series.map(({ key, name }) => `${name} ${point[key] === null ? 'none' : format(point[key])}`).join(', ');
  return html`
    <figure class="chart" aria-label=${summary(label, points, series, format)}>
      <${Legend} series=${series} />
      <div class="chart-plot" ref=${plot} tabindex="0" role="slider" aria-label=${`${label} over time`} aria-valuemin="0" aria-valuemax=${last}
        aria-valuenow=${here} aria-valuetext=${`${dateTime(points[here].from)}: ${texts(points[here])}`}
        onPointerMove=${pointed} onPointerLeave=${() => setAt(null)} onFocus=${() => setAt((now) => now ?? last)} onBlur=${() => setAt(null)} onKeyDown=${pressed}>
        <svg width=${width} height=${height} aria-hidden="true">
          <${Axes} scale=${scale} width=${width} height=${height} format=${format} />
          ${at !== null && html`<line class="chart-cursor" x1=${scale.x(here)} x2=${scale.x(here)} y1=${TOP} y2=${height - BOTTOM} />`}
          ${series.map((one, index) => html`<${Series} key=${one.key} one=${one} index=${index} points=${points} scale=${scale} base=${height - BOTTOM} />`)}
          ${at !== null && series.map(({ key, colour }) => points[here][key] !== null && html`
            <circle key=${key} class="chart-dot" style=${coloured(colour)} r="4" cx=${scale.x(here)} cy=${scale.y(points[here][key])} />`)}
        </svg>
        ${at !== null && html`<${Tip} point=${points[here]} series=${series} format=${format} x=${scale.x(here)} width=${width} />`}
      </div>
      <${AsTable} label=${label} points=${points} series=${series} format=${format} />
    </figure>`;
}

const coloured = (colour) => ({ '--series': `var(--series-${colour})` });

function useWidth(ref) {
  const [width, setWidth] = useState(FIRST_WIDTH);
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.max(200, Math.floor(contentRect.width))));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

function scaleOf({ points, step, series, width, height, whole }) {
  const from = Date.parse(points[0].from);
  const to = Date.parse(points.at(-1).from) + step;
  const highest = Math.max(0, ...points.flatMap((point) => series.map(({ key }) => point[key] ?? 0)));
  const values = valueTicks(highest, { whole });
  const room = width - LEFT - RIGHT;
  const ofTime = (time) => LEFT + ((time - from) / (to - from)) * room;
  return {
    values,
    times: timeTicks(from, to, Math.max(2, Math.floor(room / ROOM_OF_TIME))),
    stepWidth: room / points.length,
    ofTime,
    // the middle of what a point stands for
    x: (index) => LEFT + ((index + 0.5) * room) / points.length,
    y: (value) => TOP + (1 - value / values.at(-1)) * (height - TOP - BOTTOM),
  };
}

function Axes({ scale, width, height, format }) {
  return html`
    <g class="chart-axes">
      ${scale.values.map((value) => html`
        <line key=${value} x1=${LEFT} x2=${width - RIGHT} y1=${scale.y(value)} y2=${scale.y(value)} />
        <text x=${LEFT - 8} y=${scale.y(value) + 4} text-anchor="end">${value === 0 ? 0 : format(value)}</text>`)}
      ${scale.times.map(({ at, text }) => html`<text key=${at} x=${scale.ofTime(at)} y=${height - 6} text-anchor=${anchor(scale.ofTime(at), width)}>${text}</text>`)}
    </g>`;
}

const anchor = (x, width) => (x < LEFT + 20 ? 'start' : x > width - 28 ? 'end' : 'middle');

function Series({ one: { key, shape, colour }, index, points, scale, base }) {
  if (shape === 'bar') {
    const wide = Math.max(1, scale.stepWidth * 0.7);
    return html`<g style=${coloured(colour)}>${points.map((point, at) => point[key] > 0 && html`
      <rect key=${at} class="chart-bar" x=${scale.x(at) - wide / 2} width=${wide} y=${scale.y(point[key])} height=${base - scale.y(point[key])} />`)}</g>`;
  }
  const runs = runsOf(points, key).map((run) => run.map((at) => [scale.x(at), scale.y(points[at][key])]));
  return html`
    <g style=${coloured(colour)}>${runs.map((run, at) => html`
      ${shape === 'area' && run.length > 1 && html`<path key=${`a${at}`} class="chart-area" d=${`M${run[0][0]} ${base} L${run.map((spot) => spot.join(' ')).join(' L')} L${run.at(-1)[0]} ${base} Z`} />`}
      ${run.length > 1
    ? html`<path key=${at} class="chart-line" stroke-dasharray=${DASHES[index]} d=${`M${run.map((spot) => spot.map((one) => one.toFixed(1)).join(' ')).join(' L')}`} />`
    : html`<circle key=${at} class="chart-dot" r="2.5" cx=${run[0][0]} cy=${run[0][1]} />`}`)}
    </g>`;
}

/** The stretches of neighbours that have a value: where there is none, the line is broken. */
function runsOf(points, key) {
  const runs = [];
  points.forEach((point, at) => {
    if (point[key] === null || point[key] === undefined) return;
    if (runs.at(-1)?.at(-1) === at - 1) runs.at(-1).push(at);
    else runs.push([at]);
  });
  return runs;
}

function Legend({ series }) {
  return html`<ul class="chart-legend">${series.map(({ key, name, shape, colour }, index) => html`
    <li key=${key}><svg width="22" height="10" style=${coloured(colour)} aria-hidden="true">${shape === 'bar'
    ? html`<rect class="chart-bar" x="7" y="0" width="8" height="10" />`
    : html`<path class="chart-line" stroke-dasharray=${DASHES[index]} d="M0 5 H22" />`}</svg>${name}</li>`)}</ul>`;
}

function Tip({ point, series, format, x, width }) {
  return html`
    <div class="chart-tip" style=${x > width / 2 ? { right: `${width - x + 10}px` } : { left: `${x + 10}px` }} aria-hidden="true">
      <p>${dateTime(point.from)}</p>
      ${series.map(({ key, name, colour }) => html`
        <p key=${key} style=${coloured(colour)}><span>${name}</span> <b>${point[key] === null ? 'none' : format(point[key])}</b></p>`)}
    </div>`;
}

function AsTable({ label, points, series, format }) {
  const [open, setOpen] = useState(false);
  return html`
    <details class="chart-table" onToggle=${(toggle) => setOpen(toggle.currentTarget.open)}>
      <summary>As a table</summary>
      ${open && html`
        <div class="chart-rows box" tabindex="0" role="region" aria-label=${`${label} as a table`}>
          <table>
            <thead><tr><th scope="col">From</th>${series.map(({ key, name }) => html`<th key=${key} scope="col">${name}</th>`)}</tr></thead>
            <tbody>${points.toReversed().map((point) => html`
              <tr key=${point.from}><th scope="row">${dateTime(point.from)}</th>${series.map(({ key }) => html`<td key=${key}>${point[key] === null ? '–' : format(point[key])}</td>`)}</tr>`)}
            </tbody>
          </table>
        </div>`}
    </details>`;
}

/** What somebody would say who has looked at it. */
function summary(label, points, series, format) {
  const parts = series.map(({ key, name }) => {
    const known = points.filter((point) => point[key] !== null && point[key] !== undefined);
    if (!known.length) return `${name}: none`;
    const highest = known.reduce((best, point) => (point[key] > best[key] ? point : best));
    return `${name}: latest ${format(known.at(-1)[key])}, highest ${format(highest[key])} at ${dateTime(highest.from)}`;
  });
  return `${label}. ${parts.join('. ')}.`;
}
