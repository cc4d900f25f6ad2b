// What the fields of a definition's form share.

import { createContext, useContext, useEffect, useRef, useState } from '../../app/html.js';
import { read, within, write } from './paths.js';

export const FormContext = createContext(null);

/** Keeps which fields were left, so that nothing is red before somebody was there. */
export function useForm({ definition, onChange, problems, remarks, submitted }) {
  const [left, setLeft] = useState(() => new Set());
  const [changed, setChanged] = useState(() => new Set());
  const fields = useRef(new Map());
  const latest = useRef(definition);
  latest.current = definition;
  const claimed = (field) => [...fields.current.keys()].some((path) => within(field, path));
  const seen = (path, code) => submitted || left.has(path) || (changed.has(path) && code !== 'REQUIRED');
  return {
    definition,
    submitted,
    value: (path) => read(definition, path),
    set: (path, value) => {
      latest.current = write(latest.current, path, value);
      setChanged((before) => (before.has(path) ? before : new Set(before).add(path)));
      onChange(latest.current);
    },
    leave: (path) => setLeft((before) => (before.has(path) ? before : new Set(before).add(path))),
    /** Problems of a field, or of what is in it, that are to be shown now. */
    problemsOf: (path) => problems.filter(({ field, code }) => within(field, path) && seen(path, code)),
    remarksOf: (path) => remarks.filter(({ field }) => within(field, path)),
    /** What belongs to no field that is shown. */
    rest: () => ({
      problems: submitted ? problems.filter(({ field }) => !claimed(field)) : [],
      remarks: remarks.filter(({ field }) => !claimed(field)),
    }),
    claim: (path) => {
      fields.current.set(path, true);
      return () => fields.current.delete(path);
    },
  };
}

/** A field of the form: its value, what sets it, and what is wrong with it. */
export function useField(path) {
  const form = useContext(FormContext);
  useEffect(() => form.claim(path), [path]);
  const sentence = ({ field, message }) => {
    const inner = field.slice(path.length).replace(/^\./, '');
    return `${inner ? `${inner}: ` : ''}${message}`;
  };
  return {
    value: form.value(path),
    set: (value) => form.set(path, value),
    leave: () => form.leave(path),
    error: form.problemsOf(path).map(sentence).join('; ') || undefined,
    remark: form.remarksOf(path).map(sentence).join('; ') || undefined,
    form,
  };
}

/**
 * Text that stands for a value: what is typed stays as it is typed, also while it stands for nothing, until the value
 * becomes another from outside.
 */
export function useDraft(value, show, take, set) {
  const [text, setText] = useState(() => show(value));
  const last = useRef(value);
  if (value !== last.current && JSON.stringify(value) !== JSON.stringify(last.current)) {
    last.current = value;
    const shown = show(value);
    if (shown !== text) setText(shown);
  }
  const type = (next) => {
    setText(next);
    last.current = take(next);
    set(last.current);
  };
  return [text, type];
}
