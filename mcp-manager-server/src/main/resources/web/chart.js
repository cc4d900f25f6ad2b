// Points of a history as a drawing. What it shows by colour it also shows by shape; numbers are in titles and a table.

const SPACE = 'http://www.w3.org/2000/svg';
const HEIGHT = 100;
const STRIP = 86;
const STATES = [['unhealthy', HEIGHT - STRIP], ['degraded', 9], ['healthy', 5]];

/** `describe` gives the text of a point; `highest` is the response time at the top. */
export function chart(points, highest, describe) {
  const drawing = shape('svg', { viewBox: `0 0 ${points.length} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  points.forEach((point, x) => {
    if (point.unhealthy) drawing.append(shape('rect', { class: 'outage', x, y: 0, width: 1, height: STRIP }));
  });
  for (const run of runs(points)) {
    const top = (name) => run.map(([x, times]) => [x, y(times[name], highest)]);
    drawing.append(
      shape('path', { class: 'median', d: `M${run[0][0]} ${STRIP - 4} ${line(top('p50'))} V${STRIP - 4} Z` }),
      shape('path', { class: 'p95', d: line(top('p95')).replace('L', 'M') }));
  }
  points.forEach((point, x) => {
    drawing.append(shape('rect', mark(point, x)));
    const area = shape('rect', { class: 'hit', x, y: 0, width: 1, height: HEIGHT });
    const title = shape('title', {});
    title.textContent = describe(point);
    area.append(title);
    drawing.append(area);
  });
  return drawing;
}

/** The strip of states: the worse, the higher; a hair when nobody knows. */
function mark(point, x) {
  const [name, height] = STATES.find(([status]) => point[status]) ?? ['nobody', 1];
  return { class: name, x, y: HEIGHT - height, width: 0.8, height };
}

/** Neighbours that have response times: where there are none, the line is broken. */
function runs(points) {
  const all = [];
  let run = [];
  points.forEach((point, x) => {
    if (point.responseTimeMillis) {
      run.push([x, point.responseTimeMillis]);
    } else if (run.length) {
      all.push(run);
      run = [];
    }
  });
  if (run.length) all.push(run);
  return all;
}

/** Steps, since a point stands for a span of time. */
function line(steps) {
  return steps.map(([x, top]) => `L${x} ${top} H${x + 1}`).join(' ');
}

function y(value, highest) {
  return (STRIP - 4 - (highest > 0 ? value / highest : 0) * (STRIP - 10)).toFixed(2);
}

function shape(name, attributes) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
