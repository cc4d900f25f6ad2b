// What can be said of a password while it is typed: only how long it is, for that is what counts most.

export const LEAST = 12;
const GOOD = 18;

/** How good a length is: { state, text }. */
export function lengthOf(password) {
  const length = [...password].length;
  if (!length) return { state: '', text: `At least ${LEAST} characters. Several words that do not belong together are good.` };
  if (length < LEAST) return { state: 'bad', text: `${length} of at least ${LEAST} characters` };
  if (length < GOOD) return { state: 'warn', text: `${length} characters: long enough; ${GOOD} are better` };
  return { state: 'good', text: `${length} characters: a good length` };
}
