// Who may sign in, what they may do, and the keys of programs.

import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { useQuery } from '../app/router.js';
import { TabLinks } from '../components/tabs.js';
import { Empty } from '../components/states.js';
import { Keys } from './access/keys.js';
import { Roles } from './access/roles.js';
import { UserDetails } from './access/user.js';
import { Users } from './access/users.js';

const TABS = [['/access', 'Users'], ['/access/roles', 'Roles'], ['/access/keys', 'API keys']];

export default function AccessPage({ tab = 'users' }) {
  const [user] = useQuery('user');
  if (tab === 'users' && user) return html`<${UserDetails} key=${user} name=${user} />`;
  const View = { users: Users, roles: Roles, keys: Keys }[tab];
  return html`
    <${Page} title="Access" lead="Who may sign in, what they may do, and the keys of programs.">
      <${TabLinks} label="Access" tabs=${TABS} current=${tab === 'users' ? '/access' : `/access/${tab}`} />
      ${View ? html`<${View} />` : html`<${Empty} icon="search" title="There is no such part" />`}
    <//>`;
}
