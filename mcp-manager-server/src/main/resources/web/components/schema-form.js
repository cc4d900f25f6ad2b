// A form for what a JSON schema describes. What it can't make fields of is given as JSON.

import { html, useEffect, useId, useRef, useState } from '../app/html.js';
import { Button } from './button.js';
import { Checkbox, Field, Select, SelectField, TextField } from './field.js';
import { initial, kindOf, rangeOf, resolved, wayOf, waysOf, wayTitle } from './schema.js';

const LONG = /(text|content|body|message|code|prompt|query|sql|script|description)$/i;
const INPUTS = { date: 'date', email: 'email', uri: 'url', url: 'url', password: 'password', time: 'time' };
const EXAMPLES = { 'date-time': '2026-01-31T12:00:00Z', uuid: '123e4567-e89b-12d3-a456-426614174000', ipv4: '192.0.2.1', duration: 'PT5M' };
const DEEPEST = 12;

/** `value` is what the schema describes, `problems` are texts by path as problemsIn gives them. */
export function SchemaForm({ schema, value, onChange, problems = {} }) {
  return html`<div class="schema-form stack"><${Members} schema=${resolved(schema, schema)} root=${schema} value=${value ?? {}} onChange=${onChange} problems=${problems} path="" depth=${0} /></div>`;
}

function Members({ schema, root, value, onChange, problems, path, depth }) {
  const set = (name, next) => {
    const { [name]: ignored, ...rest } = value;
    onChange(next === undefined ? rest : { ...value, [name]: next });
  };
  return Object.entries(schema.properties ?? {}).map(([name, member]) => html`
    <${Value} key=${name} label=${name} schema=${member} root=${root} value=${value[name]} onChange=${(next) => set(name, next)}
      required=${schema.required?.includes(name) ?? false} problems=${problems} path=${path ? `${path}.${name}` : name} depth=${depth + 1} />`);
}

const FIELDS = { const: Constant, enum: Enumeration, choice: Choice, string: Text, number: Numeric, integer: Numeric, boolean: Truth, array: List, object: Group, json: Json };

function Value({ schema, root, depth, ...rest }) {
  const found = resolved(schema, root);
  const kind = depth > DEEPEST ? 'json' : kindOf(found);
  const Kind = FIELDS[kind];
  const hint = [found.description, hintOf(found, kind)].filter(Boolean).join(' ');
  return html`<${Kind} ...${rest} schema=${found} root=${root} depth=${depth} hint=${hint || undefined} error=${rest.problems[rest.path] && `${rest.label} ${rest.problems[rest.path]}`} />`;
}

function hintOf(schema, kind) {
  if (kind === 'number' || kind === 'integer') {
    const range = rangeOf(schema);
    return `${kind === 'integer' ? 'A whole number' : 'A number'}${range && `, ${range}`}.`;
  }
  if (kind === 'string') return EXAMPLES[schema.format] ? `Such as ${EXAMPLES[schema.format]}.` : '';
  return kind === 'json' ? 'As JSON.' : '';
}

function Constant({ label, schema }) {
  return html`<p>${label}: <code>${JSON.stringify(schema.const)}</code></p>`;
}

function Enumeration({ label, schema, value, onChange, required, hint, error }) {
  // values need not be texts, so they are known by their place
  const at = schema.enum.indexOf(value);
  const options = schema.enum.map((one, index) => [String(index), schema.enumNames?.[index] ?? String(one)]);
  return html`<${SelectField} label=${titled(label, required)} hint=${hint} error=${error} value=${at < 0 ? '' : String(at)}
    onChange=${(next) => onChange(next === '' ? undefined : schema.enum[Number(next)])} options=${[['', required ? 'Choose…' : 'Not given'], ...options]} />`;
}

function Text({ label, schema, value, onChange, required, hint, error }) {
  const lines = !schema.format && (LONG.test(label) || schema.maxLength > 200 || value?.includes?.('\n')) ? 3 : undefined;
  return html`<${TextField} label=${label} optional=${!required} hint=${hint} error=${error} lines=${lines} type=${INPUTS[schema.format] ?? 'text'}
    value=${value ?? ''} onInput=${(text) => onChange(text === '' && !required ? undefined : text)} maxlength=${schema.maxLength} aria-required=${required ? 'true' : undefined} />`;
}

/** Keeps what is typed as it is ("1.", "-"), and gives a number as soon as it is one. */
function Numeric({ label, value, onChange, required, hint, error }) {
  const [text, setText] = useState(value === undefined ? '' : String(value));
  useEffect(() => { if (meant(text) !== value) setText(value === undefined ? '' : String(value)); }, [value]);
  const take = (next) => {
    setText(next);
    onChange(meant(next));
  };
  return html`<${TextField} label=${label} optional=${!required} hint=${hint} error=${error} value=${text} onInput=${take} inputmode="decimal" aria-required=${required ? 'true' : undefined} />`;
}

const meant = (text) => (text.trim() === '' ? undefined : Number.isNaN(Number(text)) ? text : Number(text));

function Truth({ label, value, onChange, required, hint, error }) {
  if (required || typeof value === 'boolean') {
    return html`<div class="schema-row"><${Checkbox} label=${label} hint=${error ?? hint} checked=${value === true} onChange=${onChange} />
      ${!required && html`<${Button} small kind="quiet" icon="close" label=${`Do not give ${label}`} onClick=${() => onChange(undefined)} />`}</div>`;
  }
  return html`<${SelectField} label=${titled(label, required)} hint=${hint} error=${error} value="" onChange=${(next) => onChange(next === '' ? undefined : next === 'true')}
    options=${[['', 'Not given'], ['true', 'Yes'], ['false', 'No']]} />`;
}

const titled = (label, required) => (required ? label : html`${label} <small>optional</small>`);

/** A group of fields with a legend, and a way to leave it out. */
function Framed({ label, hint, error, required, given, give, leave, children }) {
  const id = useId();
  return html`
    <fieldset class="schema-group" aria-describedby=${hint ? id : undefined}>
      <legend>${titled(label, required)}</legend>
      ${hint && html`<p class="hint" id=${id}>${hint}</p>`}
      ${error && html`<p class="wrong">${error}</p>`}
      ${given ? children : html`<${Button} small icon="plus" onClick=${give}>Add ${label}<//>`}
      ${given && !required && leave && html`<${Button} small kind="quiet" onClick=${leave}>Leave out ${label}<//>`}
    </fieldset>`;
}

function Group({ label, schema, root, value, onChange, required, hint, error, problems, path, depth }) {
  const given = value !== undefined || required;
  return html`
    <${Framed} label=${label} hint=${hint} error=${error} required=${required} given=${given} give=${() => onChange(initial(schema, root) ?? {})} leave=${() => onChange(undefined)}>
      <${Members} schema=${schema} root=${root} value=${value && typeof value === 'object' ? value : {}} onChange=${onChange} problems=${problems} path=${path} depth=${depth} />
    <//>`;
}

function List({ label, schema, root, value, onChange, required, hint, error, problems, path, depth }) {
  const items = Array.isArray(value) ? value : [];
  const keys = useRef([]);
  while (keys.current.length < items.length) keys.current.push(Math.random());
  const remove = (at) => {
    keys.current.splice(at, 1);
    const rest = items.toSpliced(at, 1);
    onChange(rest.length || required ? rest : undefined);
  };
  return html`
    <${Framed} label=${label} hint=${hint} error=${error} required=${required} given>
      ${items.map((item, at) => html`
        <div key=${keys.current[at]} class="schema-row">
          <div><${Value} label=${`${label} ${at + 1}`} schema=${schema.items} root=${root} value=${item === null ? undefined : item} required problems=${problems} path=${`${path}.${at}`} depth=${depth + 1}
            onChange=${(next) => onChange(items.with(at, next ?? null))} /></div>
          <${Button} small kind="quiet" icon="trash" label=${`Remove ${label} ${at + 1}`} onClick=${() => remove(at)} />
        </div>`)}
      ${items.length < (schema.maxItems ?? Infinity) && html`
        <${Button} small icon="plus" onClick=${() => onChange([...items, initial(schema.items, root) ?? null])}>Add to ${label}<//>`}
    <//>`;
}

function Choice({ label, schema, root, value, onChange, required, problems, path, depth, hint }) {
  const ways = waysOf(schema, root);
  const [chosen, setChosen] = useState(() => wayOf(ways, value));
  const own = useRef(value);
  const give = (next) => {
    own.current = next;
    onChange(next);
  };
  // a value that was not given here, but as JSON or by the history, says itself which way it is
  useEffect(() => { if (value !== own.current) setChosen(wayOf(ways, value)); }, [value]);
  const choose = (next) => {
    setChosen(Number(next));
    give(initial(ways[Number(next)], root));
  };
  const field = html`<${Value} key=${chosen} label=${label} schema=${ways[chosen] ?? {}} root=${root} value=${value} onChange=${give} required=${required} problems=${problems} path=${path} depth=${depth + 1} />`;
  if (ways.length < 2) return field;
  return html`
    <div class="schema-choice stack">
      <label class="row"><span>Kind of ${label}</span>
        <${Select} value=${String(chosen)} onChange=${choose} options=${ways.map((way, at) => [String(at), wayTitle(way, at)])} /></label>
      ${hint && html`<p class="hint">${hint}</p>`}
      ${field}
    </div>`;
}

/** Anything, as JSON; it counts as soon as it can be read. */
function Json({ label, value, onChange, required, hint, error }) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2));
  const read = readJson(text);
  useEffect(() => {
    if (read.error === undefined && JSON.stringify(read.value) !== JSON.stringify(value)) setText(value === undefined ? '' : JSON.stringify(value, null, 2));
  }, [value]);
  const take = (next) => {
    setText(next);
    const now = readJson(next);
    if (now.error === undefined) onChange(now.value);
  };
  return html`<${TextField} label=${label} optional=${!required} hint=${hint} error=${read.error ?? error} lines=${3} mono value=${text} onInput=${take} />`;
}

/** A JSON text as { value } or { error }; nothing is no value. */
export function readJson(text) {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch (problem) {
    return { error: `This is not JSON: ${problem.message}` };
  }
}
