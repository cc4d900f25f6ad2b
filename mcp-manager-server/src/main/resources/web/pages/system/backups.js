// Copies of everything, and of the definitions alone.

import { attempt, toast } from '../../app/announce.js';
import { get, post, useLoad } from '../../app/api.js';
import { bytes, dateTime } from '../../app/format.js';
import { html } from '../../app/html.js';
import { ActionButton, Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';

const fileOf = ({ name }) => `/api/v1/backups/${encodeURIComponent(name)}`;

const COLUMNS = [
  { key: 'name', title: 'Backup', render: (backup) => html`<a href=${fileOf(backup)} download=${backup.name}>${backup.name}</a>` },
  { key: 'at', title: 'Made', render: ({ createdAt }) => html`<time datetime=${createdAt}>${dateTime(createdAt)}</time>` },
  { key: 'bytes', title: 'Size', align: 'end', render: (backup) => bytes(backup.bytes) },
];

export function Backups() {
  const load = useLoad(() => get('/backups').then(({ data }) => data), []);
  const make = async () => {
    const answer = await attempt(() => post('/backups'));
    if (answer) toast(`Backup ${answer.data.name} is made and checked`, { kind: 'good' });
    await load.reload();
  };
  const button = html`<${ActionButton} kind="primary" icon="plus" run=${make}>Make a backup now<//>`;
  return html`
    <${Card} title="Backups" flush actions=${load.data?.length > 0 && button}>
      <${Loaded} load=${load} empty=${html`<${Empty} icon="download" title="No backups yet"
        text="A backup is a checked copy of everything: definitions, events, logs, users and sealed secrets. It is made while the manager works.">${button}<//>`}>
        ${(backups) => html`<${Table} label="Backups" rows=${backups} rowKey=${({ name }) => name} columns=${COLUMNS} />`}
      <//>
    <//>
    <${Card} title="What to know about them">
      <ul class="system-notes">
        <li>They stand in <code>backups/</code> of the data folder. Keep copies elsewhere, and delete those you no longer need there.</li>
        <li>They hold values of variables and headers as plain text. Secrets stay sealed: keep the key, the file <code>key</code> of the data folder, apart from them.</li>
        <li>To bring one back: <code>mcp-manager restore FILE --data FOLDER</code>, into an empty folder.</li>
      </ul>
    <//>
    <${Card} title="Definitions alone">
      <div class="stack">
        <p class="soft">A file of the definitions of all servers, which can be imported again, here or elsewhere. It holds the values of variables and headers.</p>
        <div class="actions"><${Button} href="/api/v1/servers/export" download="mcp-servers.json" icon="download">Export all servers<//></div>
      </div>
    <//>`;
}
