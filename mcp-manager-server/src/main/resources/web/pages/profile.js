// Oneself: what one may do, how one signs in, and what is kept of one.

import { get, useLoad } from '../app/api.js';
import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { may } from '../app/session.js';
import { Card, Facts } from '../components/card.js';
import { Empty, Loaded } from '../components/states.js';
import { Keys } from './access/keys.js';
import { PermissionList } from './access/permissions.js';
import { Sessions } from './access/sessions.js';
import { When } from './access/users.js';
import { Credentials } from './profile/credentials.js';
import { Password } from './profile/password.js';
import { SecondFactor } from './profile/second-factor.js';

export default function ProfilePage() {
  const load = useLoad(async () => (await get('/me')).data, []);
  return html`
    <${Page} title="Profile">
      <${Loaded} load=${load}>${(me) => (me.user ? html`<${Person} me=${me} reload=${load.reload} />` : html`<${Nobody} me=${me} />`)}<//>
    <//>`;
}

function Person({ me, reload }) {
  const { user } = me;
  return html`
    <div class="columns">
      <${Card} title=${user.displayName || user.name}>
        <${Facts} facts=${[
          ['Signs in as', user.name], ['E-mail', user.email], ['Tenant', me.tenant],
          ['Roles', (user.roles[me.tenant] ?? []).join(', ') || 'none'], ['Last sign-in', html`<${When} at=${user.lastSignInAt} />`],
        ]} />
      <//>
      <${Card} title="What you may do"><${PermissionList} permissions=${me.permissions} /><//>
    </div>
    <div class="columns">
      <${Card} title="Password"><${Password} name=${user.name} /><//>
      <${Card} title="Second factor"><${SecondFactor} on=${user.secondFactor} reload=${reload} /><//>
    </div>
    <${Card} title="Sessions"><${Sessions} base=${['me', 'sessions']} mayEnd /><//>
    ${may('proxy:execute') && html`
      <${Card} title="Your credentials for servers"><${Credentials} /><//>`}
    <section class="stack" aria-labelledby="own-keys"><h2 id="own-keys">Your API keys</h2><${Keys} own /></section>
    <${Card} title="What is kept of you">
      <div class="stack">
        <p class="soft">One document with all of it, the audit trail’s entries included. An administrator can erase it.</p>
        <div><a class="button" href="/api/v1/me/data" download=${`${user.name}.json`}>Download my data</a></div>
      </div>
    <//>`;
}

function Nobody({ me }) {
  return html`
    <${Empty} icon="people" title="Nobody is signed in" text=${'The manager runs in open mode, in which everybody on this machine may do everything. '
      + 'Start it without --open, then there are people with passwords and roles.'} />
    <${Card} title="What may be done"><${PermissionList} permissions=${me.permissions} /><//>`;
}
