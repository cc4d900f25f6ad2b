// Values by their path, as the API names fields in its problems: launch.limits.cpus.

export const read = (value, path) => path.split('.').reduce((at, part) => at?.[part], value);

/** A copy with another value at a path; undefined takes it out. */
export function write(value, path, next) {
  const [part, ...rest] = path.split('.');
  const copy = { ...value };
  const inner = rest.length ? write(copy[part] ?? {}, rest.join('.'), next) : next;
  if (inner === undefined) delete copy[part];
  else copy[part] = inner;
  return copy;
}

/** Whether a problem's field is the one of this path, or something within it. */
export const within = (field, path) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
