// Signs somebody in: by password, by who else vouches for them, or by a one-time link, whose token stands behind the # so
// that it is never sent with a request for a page. It needs no library, so that it is there at once.

import { lengthOf } from './password.js';

const byId = (id) => document.getElementById(id);
const form = byId('form');
const setting = byId('new-password');

async function ask(path, body, headers = {}) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, body && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  } catch {
    throw Object.assign(new Error('The manager does not answer. Is it still running? Then try again.'), { code: '' });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    throw Object.assign(new Error(answer?.error ?? `The manager answered with status ${response.status}. Try again.`), {
      code: answer?.code ?? '', wait: Number(response.headers.get('Retry-After')) || 0,
    });
  }
  return answer.data;
}

/** Where somebody wanted to go, if that is a page of ours. */
function wanted() {
  const next = new URLSearchParams(location.search).get('next') ?? '/';
  let target = null;
  try {
    target = new URL(next, location.origin);
  } catch { /* not an address */ }
  const ours = target?.origin === location.origin && next.startsWith('/') && !/^\/(\/|sign-in)/.test(target.pathname);
  return ours ? target : new URL('/', location.origin);
}

const enter = () => location.replace(wanted());

function fail(text) {
  byId('wait').hidden = true;
  byId('failed').textContent = text;
  byId('failed').hidden = !text;
}

function entitle(title, lead) {
  byId('title').textContent = title;
  document.title = `${title} · MCP Manager`;
  byId('lead').textContent = lead;
  byId('lead').hidden = !lead;
}

for (const button of document.querySelectorAll('[data-shows]')) {
  button.addEventListener('click', () => {
    const field = byId(button.dataset.shows);
    const shown = field.type === 'password';
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? 'Hide' : 'Show';
    button.setAttribute('aria-pressed', shown);
  });
}

function offer(session) {
  form.hidden = false;
  byId('help').hidden = false;
  const providers = byId('providers');
  const { pathname, search } = wanted();
  providers.hidden = session.providers.length === 0;
  providers.replaceChildren(...session.providers.map(({ name, path }) =>
    Object.assign(document.createElement('a'), { href: `${path}?page=${encodeURIComponent(pathname + search)}`, className: 'button', textContent: `Sign in with ${name}` })));
  byId('name').focus();
}

/** What to do about a sign-in that was refused. */
function advice(error) {
  if (error.code === 'UNAUTHENTICATED') {
    return byId('code-field').hidden
      ? 'Name or password is wrong. Check both, or ask an administrator for a new sign-in link.'
      : 'Name, password or code is wrong. A code is good once and for half a minute: wait for the next one, or use a recovery code.';
  }
  return error.message;
}

/** After too many failures nothing can be tried for a while: it says until when, and counts down. */
function lockOut(seconds) {
  const until = Date.now() + seconds * 1000;
  const button = form.querySelector('[type=submit]');
  const clock = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  button.disabled = true;
  fail(`Signing in failed too often. It can be tried again at ${clock.format(until)}.`);
  const turn = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.textContent = left > 0 ? `Sign in (in ${left} s)` : 'Sign in';
    if (left > 0) return;
    clearInterval(turn);
    button.disabled = false;
    fail('');
  }, 250);
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('[type=submit]');
  if (button.disabled) return;
  const { name, password, code } = form.elements;
  const missing = [name, password].find((field) => !field.value);
  if (missing) {
    fail(missing === name ? 'Enter your name.' : 'Enter your password.');
    missing.focus();
    return;
  }
  fail('');
  button.disabled = true;
  try {
    await ask('auth/sign-in', { name: name.value.trim(), password: password.value, ...(code.value && { code: code.value.trim() }) });
    enter();
    return;
  } catch (error) {
    button.disabled = false;
    if (error.code === 'SECOND_FACTOR_REQUIRED' && byId('code-field').hidden) {
      byId('code-field').hidden = false;
      code.focus();
    } else if (error.wait > 0) {
      lockOut(error.wait);
    } else {
      fail(advice(error));
      (code.value ? code : password).select();
    }
  }
});

/** Whether who has just come in is the only one there: then this is the first start, or as good as that. */
async function isOnlyOne(session) {
  if (!session.permissions.includes('admin:full')) return false;
  return (await ask('users?limit=2').catch(() => [])).length === 1;
}

function sayLength() {
  const { state, text } = lengthOf(byId('wanted').value);
  byId('length').dataset.state = state;
  byId('length').textContent = text;
}

async function offerPassword(session) {
  const own = (await ask('me')).user;
  if (!own) return enter();
  if (await isOnlyOne(session)) {
    entitle('Welcome to MCP Manager', `You are its administrator and sign in as ${own.name}. Set a password to come back with.`);
  } else {
    entitle(`Welcome, ${own.displayName || own.name}`, `You are signed in as ${own.name}. The link works no more: set a password to come back with.`);
  }
  byId('own-name').value = own.name;
  setting.hidden = false;
  sayLength();
  byId('wanted').addEventListener('input', sayLength);
  byId('wanted').focus();
  setting.addEventListener('submit', async (event) => {
    event.preventDefault();
    fail('');
    try {
      await ask('me/password', { wanted: byId('wanted').value }, { 'X-CSRF-Token': session.csrfToken });
      enter();
    } catch (error) {
      fail(error.message);
      byId('wanted').focus();
    }
  });
}

async function useLink(token) {
  // neither history nor a bookmark is to keep it
  history.replaceState(null, '', '/sign-in');
  byId('wait').hidden = false;
  let session;
  try {
    session = await ask('auth/link', { token });
    byId('wait').hidden = true;
  } catch (error) {
    offer(await ask('auth/session'));
    if (error.wait > 0) lockOut(error.wait);
    else if (error.code === 'UNAUTHENTICATED') {
      fail('This link works no more: each is good once and for a short time. Sign in by password, or ask for a new one. '
        + 'As long as no administrator can sign in, each start of the manager prints a new link.');
    } else fail(error.message);
    return;
  }
  await offerPassword(session);
}

try {
  if (location.pathname === '/sign-in/link' && location.hash.length > 1) {
    await useLink(location.hash.slice(1));
  } else {
    const session = await ask('auth/session');
    if (session.signedIn || session.open) enter();
    else {
      offer(session);
      if (new URLSearchParams(location.search).get('failed') === 'provider') {
        fail('Signing in with the identity provider did not work. Try again, or ask an administrator whether one of your groups has a role here.');
      }
    }
  }
} catch (error) {
  fail(error.message);
}
