// Signs somebody in: by password, by who else vouches for them, or by a one-time link, whose token stands behind the # so
// that it is never sent with a request for a page.

const byId = (id) => document.getElementById(id);
const form = byId('form');

async function ask(path, body) {
  let response;
  try {
    response = await fetch(`/api/v1/auth/${path}`, body && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw Object.assign(new Error('The manager does not answer. Is it still running?'), { code: '' });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw Object.assign(new Error(answer?.error ?? 'It did not work.'), { code: answer?.code ?? '' });
  return answer.data;
}

function enter() {
  location.replace(`/${form.dataset.hash ?? ''}`);
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
    await ask('sign-in', { name: name.value, password: password.value, ...(code.value && { code: code.value.trim() }) });
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

async function useLink(token) {
  // neither history nor a bookmark is to keep it
  history.replaceState(null, '', '/sign-in');
  byId('wait').hidden = false;
  try {
    await ask('link', { token });
    enter();
  } catch (error) {
    fail(error);
    offer(await ask('session'));
  }
}

try {
  if (location.pathname === '/sign-in/link' && location.hash.length > 1) {
    await useLink(location.hash.slice(1));
  } else {
    form.dataset.hash = location.hash;
    const session = await ask('session');
    if (session.signedIn || session.open) enter();
    else offer(session);
  }
} catch (error) {
  fail(error);
}
