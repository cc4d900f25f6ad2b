// What servers want of oneself: tokens with which they act for one person and nobody else.

import { attempt, toast } from '../../app/announce.js';
import { del, get, path, put, useLoad } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { ActionButton, Button } from '../../components/button.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { PasswordField } from '../../components/password-field.js';
import { Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';
import { When } from '../access/users.js';

const placeOf = (one) => path(['me', 'credentials', one.server, one.name]);

export function Credentials() {
  const load = useLoad(async () => (await get('/me/credentials')).data, []);
  const [setting, setSetting] = useState(null);
  const remove = async (one) => {
    if (!(await confirm({ title: `Delete ${one.name}?`, action: 'Delete credential', lost: [`your calls to ${one.serverName} that need it are refused until you set it again`] }))) return;
    await attempt(async () => {
      await del(placeOf(one));
      toast(`${one.name} is deleted`, { kind: 'good' });
      load.reload();
    });
  };
  const columns = [
    { key: 'server', title: 'Server', render: (one) => one.serverName },
    { key: 'name', title: 'Wants', wide: true, render: (one) => html`<code>${one.name}</code>` },
    { key: 'set', title: 'State', render: (one) => (one.set ? html`<${Badge} state="good">set<//>` : html`<${Badge} state="warn">not set<//>`) },
    { key: 'at', title: 'Set', render: (one) => html`<${When} at=${one.updatedAt} />` },
    { key: 'do', title: 'Actions', hidden: true, align: 'end', render: (one) => html`
      <span class="actions">
        <${Button} small onClick=${() => setSetting(one)} label=${`${one.set ? 'Replace' : 'Set'} ${one.name} for ${one.serverName}`}>${one.set ? 'Replace' : 'Set'}<//>
        ${one.set && html`<${ActionButton} small kind="danger" run=${() => remove(one)} label=${`Delete ${one.name} for ${one.serverName}`}>Delete…<//>`}
      </span>` },
  ];
  return html`
    <${Loaded} load=${load} empty=${html`<p class="soft">No server wants a credential of yours. One whose definition has <code>${'${credential:NAME}'}</code> would, and would act with your rights.</p>`}>
      ${(all) => html`<p class="soft">Nobody else can see, set or use them. Each goes to its server only.</p>
        <${Table} label="Credentials" rows=${all} columns=${columns} rowKey=${(one) => `${one.server} ${one.name}`} />`}<//>
    ${setting && html`<${CredentialForm} one=${setting} close=${() => setSetting(null)} saved=${() => { setSetting(null); load.reload(); }} />`}`;
}

function CredentialForm({ one, close, saved }) {
  const [value, setValue] = useState('');
  const [error, setError] = useState(null);
  const save = async () => {
    try {
      await put(placeOf(one), { value });
      toast(`${one.name} is set for ${one.serverName}`, { kind: 'good' });
      saved();
    } catch (refused) {
      setError(refused);
    }
  };
  return html`
    <${Dialog} title=${`${one.name} for ${one.serverName}`} close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="primary" run=${save}>Set<//>`}>
      <p>It is kept sealed and never shown again.</p>
      <${PasswordField} label="Value" value=${value} onInput=${setValue} error=${error?.message} autocomplete="off" autofocus />
    <//>`;
}
