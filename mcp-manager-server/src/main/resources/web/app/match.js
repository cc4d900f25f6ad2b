// How well a text fits what somebody has typed; fast enough for thousands of texts at each key.

const WORD_START = /[\s._\-/:]/;

/** Whether the letters of `word` are in the text in their order; better the closer they are. */
function scattered(text, word) {
  let at = -1;
  let gaps = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    gaps += at < 0 ? 0 : next - at - 1;
    at = next;
  }
  return gaps > word.length / 2 ? 0 : 10 / (1 + gaps);
}

function one(text, word) {
  const at = text.indexOf(word);
  if (at < 0) return word.length > 1 ? scattered(text, word) : 0;
  if (at === 0) return text.length === word.length ? 100 : 80;
  return WORD_START.test(text[at - 1]) ? 60 : 40;
}

/** 0 if one of the words is not in the text; both in lower case. Shorter texts come first among equals. */
export function fit(text, words) {
  let sum = 0;
  for (const word of words) {
    const score = one(text, word);
    if (score === 0) return 0;
    sum += score;
  }
  return sum - text.length / 100;
}

/** The best `most` of what fits, best first; `textOf` gives texts in lower case, `bonus` what is added for an item. */
export function best(items, words, textOf, most, bonus = () => 0) {
  const fitting = [];
  for (const item of items) {
    const score = fit(textOf(item), words);
    if (score > 0) fitting.push([score + bonus(item), item]);
  }
  return fitting.sort((a, b) => b[0] - a[0]).slice(0, most);
}
