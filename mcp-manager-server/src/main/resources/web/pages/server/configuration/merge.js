// Two changes of the same thing put together.

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Whether two values are the same, in whatever order their members stand. */
export function same(one, other) {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((item, at) => same(item, other[at]));
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && same(one[key], other[key]));
}

/**
 * What becomes of `base` by both changes: { value, both }. Where both changed the same, mine counts, and `both` has the
 * name of the field.
 */
export function merge(base, mine, theirs, name = '') {
  if (same(mine, base) || same(mine, theirs)) return { value: theirs, both: [] };
  if (same(theirs, base)) return { value: mine, both: [] };
  if (![mine, theirs].every(isObject)) return { value: mine, both: [name] };
  const value = {};
  const both = [];
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const merged = merge(isObject(base) ? base[key] : undefined, mine[key], theirs[key], name ? `${name}.${key}` : key);
    if (merged.value !== undefined) value[key] = merged.value;
    both.push(...merged.both);
  }
  return { value, both };
}
