// How one text becomes another with the fewest lines added and removed.

// above this the table of the algorithm would cost too much; then the whole middle counts as replaced
const MOST_CELLS = 4_000_000;

/** Lines of both texts in order: { kind: 'same' | 'added' | 'removed', text }. */
export function differences(before, after) {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let from = 0;
  while (from < old.length && from < now.length && old[from] === now[from]) from++;
  let tail = 0;
  while (tail < old.length - from && tail < now.length - from && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return [
    ...old.slice(0, from).map(same),
    ...middle(old.slice(from, old.length - tail), now.slice(from, now.length - tail)),
    ...old.slice(old.length - tail).map(same),
  ];
}

const same = (text) => ({ kind: 'same', text });
const added = (text) => ({ kind: 'added', text });
const removed = (text) => ({ kind: 'removed', text });

/** By the longest common subsequence. */
function middle(old, now) {
  if (!old.length || !now.length || old.length * now.length > MOST_CELLS) return [...old.map(removed), ...now.map(added)];
  const width = now.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === now[j]
        ? common[(i + 1) * width + j + 1] + 1
        : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push(same(old[i++]));
      j++;
    } else if (j >= now.length || (i < old.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      lines.push(removed(old[i++]));
    } else {
      lines.push(added(now[j++]));
    }
  }
  return lines;
}
