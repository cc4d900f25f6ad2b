/**
 * JSON with a member a line. It is not parsed and written anew: that would turn escaped characters into ones that can't
 * be seen, and 1.0 or numbers of twenty digits into others, so that what is shown were not what is approved.
 */
export function indentJson(text) {
  let shown = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|"/gu)) {
    if (token === '{' || token === '[') {
      depth++;
      shown += token + line();
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      // nothing within: brackets stay together
      shown = /[{[]\s*$/.test(shown) ? shown.trimEnd() + token : shown + line() + token;
    } else if (token === ',') {
      shown += token + line();
    } else {
      shown += token === ':' ? ': ' : token;
    }
  }
  return shown;
}
