// Signs somebody in: by password, by who else vouches for them, or by a one-time link, whose token stands behind the # so
// that it is never sent with a request for a page.

const byId = (id) => document.getElementById(id);
const form = byId('form');

async function ask(path, body, headers = {}) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, body && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  } catch {
    throw Object.assign(new Error('The manager does not answer. Is it still running?'), { code: '' });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw Object.assign(new Error(answer?.error ?? 'It did not work.'), { code: answer?.code ?? '' });
  return answer.data;
}

/** Goes where somebody wanted to go; only to a page of ours. */
function enter() {
  const next = new URLSearchParams(location.search).get('next') ?? '/';
  const url = new URL(next, location.origin);
  location.replace(next.startsWith('/') && url.origin === location.origin ? url : '/');
}

function fail(error) {
  byId('wait').hidden = true;
  byId('failed').textContent = error.message;
  byId('failed').hidden = false;
}

function offer(session) {
  form.hidden = false;
  byId('help').hidden = false;
  const providers = byId('providers');
  providers.hidden = session.providers.length === 0;
  providers.replaceChildren(...session.providers.map(({ name, path }) =>
    Object.assign(document.createElement('a'), { href: path, textContent: `Sign in with ${name}` })));
  byId('name').focus();
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  byId('failed').hidden = true;
  const button = form.querySelector('button');
  button.disabled = true;
  const { name, password, code } = form.elements;
  try {
    await ask('auth/sign-in', { name: name.value, password: password.value, ...(code.value && { code: code.value.trim() }) });
    enter();
  } catch (error) {
    if (error.code === 'SECOND_FACTOR_REQUIRED' && byId('code-field').hidden) {
      byId('code-field').hidden = false;
      code.focus();
    } else {
      fail(error);
      password.select();
    }
  }
  button.disabled = false;
});

async function offerPassword(session) {
  const own = (await ask('me')).user;
  if (!own) return enter();
  const setting = byId('new-password');
  byId('signed-in').textContent = own.name;
  byId('own-name').value = own.name;
  setting.hidden = false;
  byId('wanted').focus();
  setting.addEventListener('submit', async (event) => {
    event.preventDefault();
    byId('failed').hidden = true;
    try {
      await ask('me/password', { wanted: byId('wanted').value }, { 'X-CSRF-Token': session.csrfToken });
      enter();
    } catch (error) {
      fail(error);
    }
  });
}

async function useLink(token) {
  // neither history nor a bookmark is to keep it
  history.replaceState(null, '', '/sign-in');
  byId('wait').hidden = false;
  try {
    const session = await ask('auth/link', { token });
    byId('wait').hidden = true;
    await offerPassword(session);
  } catch (error) {
    fail(error);
    offer(await ask('auth/session'));
  }
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
        fail(new Error('Signing in with the identity provider did not work. Try again, or ask an administrator whether one of your groups has a role here.'));
      }
    }
  }
} catch (error) {
  fail(error);
}
