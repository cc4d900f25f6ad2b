// One user: what they are called and may do, how they sign in, and what is kept of them.

import { attempt, toast } from '../../app/announce.js';
import { del, get, path, post, put, useLoad } from '../../app/api.js';
import { count } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { Page } from '../../app/page-view.js';
import { navigate } from '../../app/router.js';
import { may, session } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { ActionButton } from '../../components/button.js';
import { Card, Facts } from '../../components/card.js';
import { confirm } from '../../components/dialog.js';
import { Checkbox, problemsOf, TextField } from '../../components/field.js';
import { ShownOnce } from '../../components/shown-once.js';
import { Loaded } from '../../components/states.js';
import { linkOf } from './new-user.js';
import { RoleChoice } from './role-choice.js';
import { Sessions } from './sessions.js';
import { rolesOf, When } from './users.js';

const BACK = { path: '/access', title: 'All users' };

export function UserDetails({ name }) {
  const load = useLoad(async () => (await get(path(['users', name]))).data, [name]);
  const user = load.data;
  const self = user && session.value?.principal === `user:${user.id}`;
  return html`
    <${Page} title=${user?.displayName || name} back=${BACK} lead=${self && 'This is you. Password and second factor are on your profile.'}>
      <${Loaded} load=${load}>${() => html`
        <div class="columns">
          ${may('users:write') ? html`<${Details} user=${user} load=${load} />` : html`<${ReadOnly} user=${user} />`}
          <div class="stack">
            <${SignIn} user=${user} load=${load} />
            <${Card} title="Sessions"><${Sessions} base=${['users', user.id, 'sessions']} mayEnd=${may('users:write')} /><//>
            <${PersonalData} user=${user} self=${self} />
          </div>
        </div>`}<//>
    <//>`;
}

function ReadOnly({ user }) {
  return html`<${Card} title="Details"><${Facts} facts=${[['Name', user.name], ['E-mail', user.email],
    ['Roles', rolesOf(user).join(', ')], ['May sign in', user.enabled ? 'yes' : 'no']]} /><//>`;
}

function Details({ user, load }) {
  const [wanted, setWanted] = useState({
    name: user.name, displayName: user.displayName, email: user.email, enabled: user.enabled, roles: rolesOf(user),
  });
  const [error, setError] = useState(null);
  const set = (field) => (value) => setWanted((before) => ({ ...before, [field]: value }));
  const save = async () => {
    try {
      setError(null);
      const { data } = await put(path(['users', user.id]), wanted, { 'If-Match': `"${user.revision}"` });
      load.set(data);
      toast(`${data.name} saved`, { kind: 'good' });
      if (data.name !== user.name) navigate(`/access?user=${encodeURIComponent(data.name)}`, { replace: true });
    } catch (refused) {
      setError(refused);
    }
  };
  const wrong = problemsOf(error, ['name', 'displayName', 'email']);
  return html`
    <${Card} title="Details">
      <form class="stack" onSubmit=${(submit) => submit.preventDefault()}>
        ${wrong[''] && html`<${Refusal} error=${error} text=${wrong['']} reload=${load.reload} />`}
        <${TextField} label="Name" hint="They sign in by it." value=${wanted.name} onInput=${set('name')} error=${wrong.name} />
        <${TextField} label="Display name" value=${wanted.displayName} onInput=${set('displayName')} error=${wrong.displayName} />
        <${TextField} label="E-mail" optional type="email" value=${wanted.email} onInput=${set('email')} error=${wrong.email} />
        <${Checkbox} label="May sign in" hint="Without it, sessions end at once and keys stop working." checked=${wanted.enabled} onChange=${set('enabled')} />
        <${RoleChoice} value=${wanted.roles} onChange=${set('roles')} />
        <div><${ActionButton} kind="primary" run=${save}>Save<//></div>
      </form>
    <//>`;
}

function Refusal({ error, text, reload }) {
  if (error.code === 'IN_USE') {
    return html`<p class="remark warn" role="alert"><strong>Somebody has to be able to administer this manager.</strong>${' '}
      ${text[0].toUpperCase() + text.slice(1)}.</p>`;
  }
  if (error.status === 412) {
    return html`<p class="remark warn" role="alert">Somebody else has changed this user meanwhile.${' '}
      <button type="button" class="link" onClick=${reload}>Load what they are now</button></p>`;
  }
  return html`<p class="remark bad" role="alert">${text}</p>`;
}

function SignIn({ user, load }) {
  const [link, setLink] = useState('');
  const base = ['users', user.id];
  const invite = () => attempt(async () => setLink(linkOf((await post(path([...base, 'invitation']))).data)));
  const endFactor = async () => {
    const yes = await confirm({
      title: `End the second factor of ${user.name}?`, action: 'End second factor',
      text: 'Do so if they lost their device and are who they say. From then on their password alone lets them in.',
      lost: ['the pairing with their authenticator app', 'their recovery codes'],
    });
    if (!yes) return;
    await attempt(async () => {
      await del(path([...base, 'second-factor']));
      toast('The second factor has ended', { kind: 'good' });
      load.reload();
    });
  };
  return html`
    <${Card} title="Signing in">
      <div class="stack">
        <${Facts} facts=${[
          ['Last sign-in', html`<${When} at=${user.lastSignInAt} />`], ['Added', html`<${When} at=${user.createdAt} />`],
          ['Second factor', user.secondFactor ? html`<${Badge} state="good">on<//>` : html`<${Badge}>off<//>`],
          user.external && ['Identity', 'vouched for by an identity provider'],
        ]} />
        ${link && html`<${ShownOnce} text=${link} what="Link"><p>It works once, within a day, past password and second factor. Links made before work no more.</p><//>`}
        ${may('users:write') && html`
          <div class="row">
            <${ActionButton} icon="key" run=${invite}>Make a sign-in link<//>
            ${user.secondFactor && html`<${ActionButton} kind="danger" run=${endFactor}>End second factor…<//>`}
          </div>`}
      </div>
    <//>`;
}

function PersonalData({ user, self }) {
  const base = path(['users', user.id]);
  const remove = async (erase) => {
    const yes = await confirm({
      title: `${erase ? 'Erase' : 'Delete'} ${user.name}?`, action: `${erase ? 'Erase' : 'Delete'} ${user.name}`,
      text: erase
        ? 'What happened and when stays in the audit trail, under an id that means nothing any more; the trail can still be verified. It can’t be taken back.'
        : 'The audit trail keeps what they did, with their name and address. It can’t be taken back.',
      lost: ['the user with roles and second factor', 'all sessions and API keys: programs that use them are refused at once',
        'their own credentials for servers', ...(erase ? ['name, address and details of everything they did or that was done to them, in all tenants'] : [])],
    });
    if (!yes) return;
    await attempt(async () => {
      const { data } = await del(erase ? `${base}/data` : base);
      const number = erase ? Object.values(data).reduce((sum, one) => sum + one, 0) : 0;
      toast(erase ? `${user.name} is erased: ${count(number, 'record')}` : `${user.name} is deleted`, { kind: 'good' });
      navigate('/access');
    });
  };
  return html`
    <${Card} title="Personal data">
      <div class="stack">
        <p class="soft">Export has all that is kept of ${self ? 'you' : 'this person'}. Erasing takes it away, from the audit trail, too.</p>
        <div class="row">
          <a class="button" href=${`/api/v1${base}/data`} download=${`${user.name}.json`}>Export data</a>
          ${may('users:write') && html`
            <${ActionButton} kind="danger" icon="trash" run=${() => remove(false)}>Delete…<//>
            <${ActionButton} kind="danger" run=${() => remove(true)}>Erase personal data…<//>`}
        </div>
      </div>
    <//>`;
}
