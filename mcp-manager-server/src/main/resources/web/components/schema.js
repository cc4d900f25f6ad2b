// What a JSON schema says about a value, as far as a form can use it. Schemas come from servers: nothing is fetched, no
// pattern is run, and every walk has an end.

const MOST_REFERENCES = 20;

/** A schema with its local reference followed and its parts (allOf) put together. */
export function resolved(schema, root) {
  let found = schema;
  for (let turns = 0; typeof found?.$ref === 'string' && turns < MOST_REFERENCES; turns++) {
    const { $ref, ...beside } = found;
    const target = pointed(root, $ref);
    if (target === undefined) return { ...beside, unknown: true };
    found = { ...target, ...beside };
  }
  if (Array.isArray(found?.allOf) && found.allOf.every((part) => part && typeof part === 'object')) {
    const { allOf, ...own } = found;
    return allOf.map((part) => resolved(part, root)).reduce(merged, own);
  }
  return found && typeof found === 'object' ? found : {};
}

function merged(one, other) {
  return {
    ...other, ...one,
    ...((one.properties || other.properties) && { properties: { ...other.properties, ...one.properties } }),
    ...((one.required || other.required) && { required: [...(one.required ?? []), ...(other.required ?? [])] }),
  };
}

function pointed(root, reference) {
  if (!reference.startsWith('#')) return undefined;
  const steps = reference.slice(1).split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce((at, step) => (at && Object.hasOwn(at, step) ? at[step] : undefined), root);
}

const types = (schema) => (Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : []);

/** What a form makes of a schema: const, enum, choice, string, number, integer, boolean, array, object or json. */
export function kindOf(schema) {
  if (schema.unknown || schema.not || schema.if || schema.prefixItems || schema.patternProperties) return 'json';
  if (schema.const !== undefined) return 'const';
  if (Array.isArray(schema.enum)) return schema.enum.every((one) => one === null || typeof one !== 'object') ? 'enum' : 'json';
  if (Array.isArray(schema.oneOf) || Array.isArray(schema.anyOf)) return 'choice';
  const possible = types(schema).filter((type) => type !== 'null');
  if (possible.length > 1) return 'json';
  const type = possible[0] ?? (schema.properties ? 'object' : 'json');
  if (type === 'object') return schema.properties && typeof schema.properties === 'object' ? 'object' : 'json';
  if (type === 'array') return schema.items && !Array.isArray(schema.items) ? 'array' : 'json';
  return ['string', 'number', 'integer', 'boolean'].includes(type) ? type : 'json';
}

/** The ways of a choice; one that may also be nothing at all is no choice. */
export function waysOf(schema, root) {
  const { oneOf, anyOf, ...beside } = schema;
  return (oneOf ?? anyOf).map((way) => resolved(way, root)).filter((way) => way.type !== 'null').map((way) => merged(way, beside));
}

export function wayTitle(way, at) {
  const members = way.properties && Object.entries(way.properties).find(([, member]) => member?.const !== undefined);
  return way.title ?? (members ? `${members[0]}: ${members[1].const}` : way.const !== undefined ? String(way.const) : `${types(way)[0] ?? 'Way'} (${at + 1})`);
}

/** Which of the ways a value looks like it was made for. */
export function wayOf(ways, value) {
  if (value === undefined) return 0;
  const type = Array.isArray(value) ? 'array' : typeof value;
  const fits = (way) => {
    if (way.const !== undefined) return way.const === value;
    if (way.enum) return way.enum.includes(value);
    if (type !== 'object') return types(way).some((one) => one === type || (one === 'integer' && type === 'number'));
    return Object.entries(way.properties ?? {}).every(([name, member]) => member?.const === undefined || value?.[name] === undefined || value[name] === member.const)
      && (way.required ?? []).every((name) => Object.hasOwn(value ?? {}, name));
  };
  return Math.max(0, ways.findIndex(fits));
}

/** What a form begins with: what the schema names as defaults, and what there is no choice about. */
export function initial(schema, root, depth = 0) {
  const found = resolved(schema, root);
  if (found.default !== undefined) return structuredClone(found.default);
  const kind = kindOf(found);
  if (kind === 'const') return found.const;
  if (kind === 'choice' && depth < 4) return initial(waysOf(found, root)[0] ?? {}, root, depth + 1);
  if (kind !== 'object') return undefined;
  const value = {};
  for (const [name, member] of Object.entries(found.properties)) {
    const { default: usual, const: only } = resolved(member, root);
    const needed = found.required?.includes(name) || usual !== undefined || only !== undefined;
    const first = needed ? initial(member, root, depth + 1) : undefined;
    if (first !== undefined && depth < 8) value[name] = first;
  }
  return value;
}

/** What is wrong with a value, by path (`a.b.0`): what is missing, of another type or out of its range. */
export function problemsIn(schema, value, root = schema, path = '', problems = {}) {
  const found = resolved(schema, root);
  const kind = kindOf(found);
  const below = (name) => (path ? `${path}.${name}` : name);
  const say = (text) => { problems[path] ??= text; };
  if (value === undefined || (value === null && types(found).includes('null'))) return problems;
  if (kind === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) say('must be an object');
    else {
      for (const name of found.required ?? []) if (value[name] === undefined) problems[below(name)] ??= 'is required';
      for (const [name, member] of Object.entries(found.properties)) problemsIn(member, value[name], root, below(name), problems);
    }
  } else if (kind === 'array') {
    if (!Array.isArray(value)) say('must be a list');
    else {
      if (value.length < (found.minItems ?? 0)) say(`needs at least ${found.minItems}`);
      if (value.length > (found.maxItems ?? Infinity)) say(`takes at most ${found.maxItems}`);
      value.forEach((item, at) => problemsIn(found.items, item === undefined ? null : item, root, below(String(at)), problems));
    }
  } else if (kind === 'choice') {
    const ways = waysOf(found, root);
    if (ways.length) problemsIn(ways[wayOf(ways, value)], value, root, path, problems);
  } else if (kind === 'number' || kind === 'integer') {
    if (typeof value !== 'number') say('must be a number');
    else if (kind === 'integer' && !Number.isInteger(value)) say('must be a whole number');
    else if (value < (found.minimum ?? -Infinity) || value > (found.maximum ?? Infinity)) say(`must be ${rangeOf(found)}`);
  } else if (kind === 'string' && typeof value === 'string') {
    const length = [...value].length;
    if (length < (found.minLength ?? 0)) say(`needs at least ${found.minLength} characters`);
    if (length > (found.maxLength ?? Infinity)) say(`takes at most ${found.maxLength} characters`);
  } else if (kind === 'string' || (kind === 'boolean' && typeof value !== 'boolean')) {
    say(kind === 'string' ? 'must be a text' : 'must be true or false');
  }
  return problems;
}

/** "1 to 1000", "at least 0". */
export function rangeOf({ minimum, maximum }) {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return minimum !== undefined ? `at least ${minimum}` : maximum !== undefined ? `at most ${maximum}` : '';
}
