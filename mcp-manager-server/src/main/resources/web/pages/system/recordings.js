import { announce, attempt } from '../../app/announce.js';
import { get, post, useLoad } from '../../app/api.js';
import { bytes } from '../../app/format.js';
import { html, useEffect, useRef, useState } from '../../app/html.js';
import { useNow } from '../../app/now.js';
import { ActionButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { SelectField } from '../../components/field.js';
import { Empty, Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';

const TIMES = [['10', '10 seconds'], ['30', '30 seconds'], ['60', '1 minute'], ['300', '5 minutes'], ['600', '10 minutes']];
const POLL_MS = 1000;

export function Recordings() {
  const load = useLoad(() => get('/diagnostics/recordings').then(({ data }) => data), []);
  const [seconds, setSeconds] = useState('30');
  const running = load.data?.find(({ finished }) => !finished);
  usePolling(running, load.reload);
  const begin = async (event) => {
    event?.preventDefault();
    if (running) return;
    await attempt(() => post(`/diagnostics/recordings?seconds=${seconds}`));
    await load.reload();
  };
  return html`
    <${Card} title="Flight recordings">
      <div class="stack">
        <p class="soft">What the manager’s Java process does over a time, to look at with JDK Mission Control. The newest ten are kept. They leave out environments, properties and command lines.</p>
        <form class="row recording-form" onSubmit=${begin} aria-label="Begin a flight recording">
          <${SelectField} label="Record for" value=${seconds} onChange=${setSeconds} options=${TIMES} />
          <${ActionButton} run=${begin} why=${running ? 'A recording is going on.' : undefined}>Start recording<//>
        </form>
        <${Loaded} load=${load} empty=${html`<${Empty} icon="clock" title="No recordings" text="Start one while the manager is slow or busy." />`}>${(recordings) => html`
          <${Table} label="Flight recordings" rows=${recordings} rowKey=${({ name }) => name} columns=${COLUMNS} />`}<//>
      </div>
    <//>`;
}

const COLUMNS = [
  { key: 'name', title: 'Recording', render: (row) => (row.finished
    ? html`<a href=${`/api/v1/diagnostics/recordings/${encodeURIComponent(row.name)}/file`} download=${`${row.name}.jfr`}>${row.name}</a>` : row.name) },
  { key: 'bytes', title: 'Size', align: 'end', render: (row) => (row.finished ? bytes(row.bytes) : html`<${Left} endsAt=${row.endsAt} />`) },
];

function Left({ endsAt }) {
  const now = useNow();
  const left = Math.max(0, Math.ceil((Date.parse(endsAt) - now) / 1000));
  return left > 0 ? `${left} s left` : 'being written…';
}

/** Asks while a recording goes on, and says when it has ended. */
function usePolling(running, reload) {
  const before = useRef(null);
  useEffect(() => {
    if (before.current && !running) announce('The flight recording has ended');
    before.current = running?.name ?? null;
    if (!running) return undefined;
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [running?.name]);
}
