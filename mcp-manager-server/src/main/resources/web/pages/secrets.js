// Secrets: what there is, who uses it, and new values. No value ever comes out again.

import { attempt, toast } from '../app/announce.js';
import { del, get, path, post, useLoad } from '../app/api.js';
import { count } from '../app/format.js';
import { html, useEffect, useRef, useState } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { useQuery } from '../app/router.js';
import { findServer } from '../app/servers.js';
import { isHost, may } from '../app/session.js';
import { Badge } from '../components/badge.js';
import { ActionButton, Button } from '../components/button.js';
import { Card } from '../components/card.js';
import { confirm } from '../components/dialog.js';
import { Search } from '../components/field.js';
import { Empty, Loaded } from '../components/states.js';
import { Table } from '../components/table.js';
import { Ago } from '../components/time.js';
import { SecretForm } from './secrets/secret-form.js';

const LEAD = html`Definitions of servers refer to them by <code>${'${secret:NAME}'}</code>. A value goes in and never comes out: it can be replaced, not read.`;

export default function SecretsPage() {
  const load = useLoad(async () => (await get('/secrets')).data, []);
  useUses(load);
  const [find, setFind] = useQuery('q');
  const [sort, setSort] = useState('name');
  const [setting, setSetting] = useState(null);
  const add = may('secrets:write') && html`<${Button} kind="primary" icon="plus" onClick=${() => setSetting({})}>Add a secret<//>`;
  const shown = (secrets) => secrets.filter((one) =>
    [one.name, one.description, ...one.uses.map(({ name }) => name)].join(' ').toLowerCase().includes(find.toLowerCase()));
  return html`
    <${Page} title="Secrets" lead=${LEAD} actions=${add}>
      <${Loaded} load=${load} empty=${html`<${Empty} icon="key" title="No secrets yet" text="Keep passwords and tokens of servers here instead of writing them into their definitions." >${add}<//>`}>
        ${(secrets) => html`
          <div class="toolbar"><${Search} label="Find a secret or server" value=${find} onInput=${setFind} /></div>
          <${Card} flush title=${count(shown(secrets).length, 'secret')}>
            <${Table} label="Secrets" rows=${shown(secrets)} columns=${columns(setSetting, load.reload)} rowKey=${(one) => one.name} sort=${sort} onSort=${setSort} />
          <//>`}<//>
      ${isHost() && html`<${Key} />`}
      ${setting && html`<${SecretForm} secret=${setting} names=${(load.data ?? []).map(({ name }) => name)}
        close=${() => setSetting(null)} saved=${() => { setSetting(null); load.reload(); }} />`}
    <//>`;
}

/** A server that has started again has the present values, so it is asked again when one that uses any comes or goes. */
function useUses({ data, reload }) {
  const running = (data ?? []).flatMap(({ uses }) => uses.map(({ server }) => findServer(server)?.instance?.generation)).join();
  const before = useRef(running);
  useEffect(() => {
    if (data && before.current !== running) reload();
    before.current = running;
  }, [running]);
}

function columns(replace, reload) {
  return [
    { key: 'name', title: 'Name', sort: (one) => one.name, render: (one) => html`<code>${one.name}</code>${one.description && html` <small>${one.description}</small>`}` },
    { key: 'uses', title: 'Used by', sort: (one) => one.uses.length, render: (one) => html`<${Uses} uses=${one.uses} />` },
    { key: 'changed', title: 'Changed', sort: (one) => one.updatedAt, render: (one) => html`<${Ago} at=${one.updatedAt} />` },
    { key: 'do', title: 'Actions', hidden: true, align: 'end', render: (one) => html`
      <span class="actions">
        ${one.uses.some(({ outdated }) => outdated) && may('servers:execute') && html`
          <${ActionButton} small icon="restart" run=${() => apply(one, reload)} label=${`Restart the servers that run with a former ${one.name}`}>Apply<//>`}
        ${may('secrets:write') && html`
          <${Button} small onClick=${() => replace(one)} label=${`Replace ${one.name}`}>Replace<//>
          <${ActionButton} small kind="danger" run=${() => remove(one, reload)} label=${`Delete ${one.name}`}>Delete…<//>`}
      </span>` },
  ];
}

function Uses({ uses }) {
  if (!uses.length) return html`<span class="soft">no server</span>`;
  return html`<ul class="secret-uses">${uses.map((use) => html`
    <li key=${use.server}><a href=${`/servers/${use.server}`}>${use.name}</a>${use.outdated && html` <${Badge} state="warn">has the former value<//>`}</li>`)}</ul>`;
}

async function apply(secret, reload) {
  const servers = secret.uses.filter(({ outdated }) => outdated);
  const yes = await confirm({ title: `Restart ${count(servers.length, 'server')}?`, danger: false, action: 'Restart',
    text: `They get the new value of ${secret.name}; calls under way to them are ended.`, lost: servers.map(({ name }) => name) });
  if (!yes) return;
  await attempt(async () => {
    await post(path(['secrets', secret.name, 'apply']));
    toast(`${count(servers.length, 'server')} restarting with the new ${secret.name}`, { kind: 'good' });
    reload();
  });
}

async function remove(secret, reload) {
  const used = secret.uses.length > 0;
  const yes = await confirm({
    title: `Delete ${secret.name}?`, action: 'Delete secret',
    text: used ? 'Servers whose definitions refer to it are not launched any more until it is set again:' : 'No definition refers to it. Its value can’t be brought back.',
    lost: used ? secret.uses.map(({ name }) => name) : [],
  });
  if (!yes) return;
  await attempt(async () => {
    await del(path(['secrets', secret.name], { force: used || '' }));
    toast(`${secret.name} is deleted`, { kind: 'good' });
    reload();
  });
}

function Key() {
  const rotate = async () => {
    const yes = await confirm({ title: 'Seal everything with a new key?', danger: false, action: 'Make a new key',
      text: 'All secrets and credentials are sealed anew. If the key is in a file, that file is replaced: keep a copy of the new one, and the former for backups made before. Nothing stops meanwhile.' });
    if (!yes) return;
    await attempt(async () => {
      const { data } = await post('/secrets/rotate-key');
      toast(`${count(data.resealed, 'value')} sealed anew${data.newKey ? '; the key file is new' : ''}`, { kind: 'good' });
    });
  };
  return html`
    <${Card} title="The manager’s key" actions=${html`<${ActionButton} run=${rotate}>Rotate…<//>`}>
      <p class="soft">Secrets are sealed with it. It is not in the database and not in backups. If it got into wrong hands, also set new values.</p>
    <//>`;
}
