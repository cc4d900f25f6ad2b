// Fields for moments: they show the viewer's own clock, and give the instant.

import { html, useEffect, useRef, useState } from '../app/html.js';
import { useDelayed } from './delayed.js';
import { TextField } from './field.js';

const toLocal = (instant) => {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? '' : new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const toInstant = (local) => (local ? new Date(local).toISOString() : '');

/** What is typed stays as it is until the value becomes another from outside: a year is typed digit by digit. */
function useMoment(value, onChange) {
  const [local, setLocal] = useState(() => toLocal(value));
  const own = useRef(value);
  useEffect(() => {
    if (value !== own.current) setLocal(toLocal(value));
    own.current = value;
  }, [value]);
  const give = (next) => {
    own.current = toInstant(next);
    setLocal(next);
    onChange(own.current);
  };
  return useDelayed(local, give);
}

/** `value` is an instant such as 2026-01-31T12:00:00Z, or nothing. */
export function MomentField({ label, value, onChange }) {
  const [typed, type] = useMoment(value, onChange);
  return html`<${TextField} type="datetime-local" label=${label} value=${typed} onInput=${type} />`;
}

/** The same for toolbars, with its label before it. */
export function Moment({ label, value, onChange }) {
  const [typed, type] = useMoment(value, onChange);
  return html`<label class="moment">${label} <input type="datetime-local" value=${typed} onInput=${(input) => type(input.target.value)} /></label>`;
}
