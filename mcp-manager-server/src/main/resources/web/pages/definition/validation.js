// What is wrong with a definition, as the manager sees it, while it is typed.

import { path, post } from '../../app/api.js';
import { useEffect, useRef, useState } from '../../app/html.js';
import { findServer } from '../../app/servers.js';

const PAUSE_MS = 350;
export const HIDDEN = '***';

export function blankDefinition(kind) {
  const launch = {
    process: { kind, command: '', arguments: [], environment: {} },
    container: { kind, image: '', arguments: [], environment: {} },
    remote: { kind, url: '', headers: {}, transport: 'streamable-http' },
  }[kind];
  return { name: '', launch };
}

// what may be there by the time it is started, or is on another machine than this one
const isRemark = ({ code, field }) => (code === 'NOT_FOUND' || code === 'UNSUPPORTED') && field.startsWith('launch');

/** The manager says it only once all else is right, and of a server that is changed it says it of its own name. */
const taken = ({ name }, former) => (name && name !== former?.name && findServer(name)
  ? [{ field: 'name', message: 'another server already has this name', code: 'DUPLICATE' }] : []);

/** What the manager says of a definition now: { problems, remarks }. Saving says what is wrong, too, if this can't. */
export async function validate(definition, former) {
  const found = await post(path(['servers', 'validate'], { server: former?.name }), definition).then(({ data }) => data.problems, () => []);
  const all = [...taken(definition, former), ...found.filter(({ code }) => code !== 'DUPLICATE')];
  return { problems: all.filter((one) => !isRemark(one)), remarks: all.filter(isRemark) };
}

/**
 * Asks the manager after each pause in typing. `former` is the stored definition when one is changed. Gives
 * `problems`, which keep it from being saved, and `remarks`, which would keep it from being started.
 */
export function useValidation(definition, { former } = {}) {
  const [found, setFound] = useState({ problems: [], remarks: [], checking: true });
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    if (!definition) return undefined;
    setFound((before) => ({ ...before, checking: true }));
    const timer = setTimeout(async () => {
      const next = await validate(definition, former);
      if (mine === turn.current) setFound({ ...next, checking: false });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [definition, former?.name]);
  return found;
}
