// Who is signed in, and what they may do. Pages that are not signed in (any more) lead to where one can.

import { signal } from './html.js';

/** What the manager says: signedIn, open, name, principal, tenant, permissions, csrfToken; null until it has answered. */
export const session = signal(null);

function leave() {
  const here = location.pathname + location.search + location.hash;
  location.replace(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`);
}

/** What a request needs beside the cookie if it changes something. */
export const proof = () => (session.value?.csrfToken ? { 'X-CSRF-Token': session.value.csrfToken } : {});

/** Looks who is signed in; null if the manager does not answer. */
export async function look() {
  try {
    const answer = await (await fetch('/api/v1/auth/session')).json();
    if (!answer.data.signedIn && !answer.data.open) leave();
    else session.value = answer.data;
    return answer.data;
  } catch {
    return null;
  }
}

/** Whether who is signed in may do this anywhere, such as `servers:write`. What the manager says counts in the end. */
export function may(permission) {
  const now = session.value;
  if (!now) return false;
  if (now.open) return true;
  // of all of the area's things, or of some of them: area:action:target
  return now.permissions.some((granted) =>
    granted === 'admin:full' || granted === permission || granted.startsWith(`${permission}:`));
}

/** Whether who is signed in looks after all tenants. */
export const isHost = () => may('admin:full') && (session.value.open || session.value.tenant === 'default');

export async function signOut() {
  await fetch('/api/v1/auth/sign-out', { method: 'POST', headers: proof() }).catch(() => null);
  location.replace('/sign-in');
}
