// Values of a pasted configuration that are better kept as secrets.

import { looksSecret, referenceTo, secretNameOf, storeSecret } from '../definition/secrets.js';

/** Each such value: { server, field, name of the secret, value, put(entry, one) that puts in the reference }. */
export function secretsOf(found, existing = []) {
  const taken = new Set(existing);
  const secrets = [];
  for (const one of found) {
    for (const place of ['env', 'headers']) {
      for (const [field, value] of Object.entries(one.entry?.[place] ?? {})) {
        if (typeof value !== 'string' || !looksSecret(field, value)) continue;
        const same = secrets.find((other) => other.whole === value);
        const name = same?.name ?? freeName(field, one.name, taken);
        taken.add(name);
        secrets.push(secretOf(one, place, field, value, name));
      }
    }
  }
  return secrets;
}

function freeName(field, server, taken) {
  const plain = secretNameOf(field === 'Authorization' ? `${server}-authorization` : field);
  if (!taken.has(plain)) return plain;
  let name = secretNameOf(`${server}-${field}`);
  for (let at = 2; taken.has(name); at++) name = secretNameOf(`${server}-${field}-${at}`);
  return name;
}

function secretOf(one, place, field, value, name) {
  const [, scheme = '', rest] = /^(Bearer\s+)?([\s\S]*)$/.exec(value);
  return {
    server: one.name, field, name, whole: value, value: rest,
    put: (entry, into) => (into.name === one.name ? { ...entry, [place]: { ...entry[place], [field]: scheme + referenceTo(name) } } : entry),
  };
}

export async function keepSecrets(secrets) {
  for (const name of new Set(secrets.map((one) => one.name))) {
    await storeSecret(name, secrets.find((one) => one.name === name).value);
  }
}
