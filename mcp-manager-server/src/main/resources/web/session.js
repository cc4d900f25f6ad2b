// Who is signed in. Pages that are not signed in (any more) lead to where one can.

const state = { csrfToken: '' };

function leave() {
  location.replace(`/sign-in${location.hash}`);
}

/** What a request needs beside the cookie if it changes something. */
export const proof = () => (state.csrfToken ? { 'X-CSRF-Token': state.csrfToken } : {});

/** Looks who is signed in; null if the manager does not answer. */
export async function look() {
  try {
    const answer = await (await fetch('/api/v1/auth/session')).json();
    const session = answer.data;
    if (!session.signedIn && !session.open) leave();
    state.csrfToken = session.csrfToken ?? '';
    return session;
  } catch {
    return null;
  }
}

export async function signOut() {
  await fetch('/api/v1/auth/sign-out', { method: 'POST', headers: proof() }).catch(() => null);
  location.replace('/sign-in');
}

export const loaded = look();
