// Values that are better kept as secrets, and references to them.

import { attempt, toast } from '../../app/announce.js';
import { get, path, put } from '../../app/api.js';
import { html, signal, useEffect, useState } from '../../app/html.js';
import { may } from '../../app/session.js';
import { ActionButton, Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { problemsOf, TextField } from '../../components/field.js';
import { HIDDEN } from './validation.js';

const REFERENCE = /\$\{(secret|credential):[^}]+\}/;
const SECRET_NAME = /(token|secret|passw|api_?-?key|apikey|authorization|credential|private_?key|access_?key|\bpat\b)/i;
const SECRET_VALUE = /^(sk-|ghp_|gho_|github_pat_|glpat-|xox[abp]-|AKIA|eyJ|Bearer\s+\S)/;

export const referenceTo = (name) => `\${secret:${name}}`;

/** Whether a value of this name is one that should not stand in a definition. */
export function looksSecret(name, value) {
  if (!value || value === HIDDEN || value.length < 6 || REFERENCE.test(value) || /^\$\{/.test(value)) return false;
  return SECRET_NAME.test(name) || SECRET_VALUE.test(value);
}

/** A name for a secret, made of the name of a variable or header. */
export const secretNameOf = (name) => name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[^A-Za-z_]/, '_').slice(0, 64);

/** Names of the secrets there are; undefined for who may not see them. */
const names = signal(undefined);

export function useSecretNames() {
  useEffect(() => {
    if (!may('secrets:read')) return;
    get('/secrets').then(({ data }) => { names.value = data.map(({ name }) => name); }, () => null);
  }, []);
  return names.value;
}

export async function storeSecret(name, value) {
  await put(path(['secrets', name]), { value });
  names.value = [...new Set([...(names.value ?? []), name])].sort();
}

/** Asks under which name a value is to be stored. `done` gets the reference. */
export function StoreDialog({ name: proposed, value, close, done }) {
  const [name, setName] = useState(secretNameOf(proposed));
  const [error, setError] = useState(null);
  const problems = problemsOf(error, ['name']);
  const taken = names.value?.includes(name);
  const save = async () => {
    try {
      await storeSecret(name, value.replace(/^Bearer\s+/, ''));
    } catch (refused) {
      setError(refused);
      return;
    }
    done(value.startsWith('Bearer ') ? `Bearer ${referenceTo(name)}` : referenceTo(name));
    toast(`The value is kept as the secret ${name}`, { kind: 'good' });
  };
  return html`
    <${Dialog} title="Keep this value as a secret" close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="primary" why=${taken ? 'There is a secret of this name.' : undefined} run=${() => attempt(save)}>Keep as a secret<//>`}>
      <p>It is sealed and never shown again; the definition only refers to it, as <code>${referenceTo(name || 'NAME')}</code>.</p>
      <${TextField} label="Name of the secret" value=${name} onInput=${setName} mono autofocus
        error=${taken ? 'There is a secret of this name already. Choose another, or pick that one from the list.' : problems.name ?? problems['']} />
    <//>`;
}
