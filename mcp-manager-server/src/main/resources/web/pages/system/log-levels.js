import { attempt, toast } from '../../app/announce.js';
import { get, put, useLoad } from '../../app/api.js';
import { clock } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { ActionButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Field, SelectField } from '../../components/field.js';
import { Loaded } from '../../components/states.js';
import { Table } from '../../components/table.js';

const LEVELS = ['debug', 'info', 'warning', 'error', 'off'];
const TIMES = [['PT10M', '10 minutes'], ['PT1H', '1 hour'], ['PT24H', '24 hours'], ['', 'Until it is restarted']];
const REST = 'everything else';

const nameOf = ({ logger }) => logger || REST;

export function LogLevels() {
  const load = useLoad(() => get('/diagnostics/log-levels').then(({ data }) => data), []);
  const set = async (wanted) => {
    const answer = await attempt(() => put('/diagnostics/log-levels', wanted));
    if (!answer) return false;
    toast(`${answer.data.logger || 'Everything else'} now logs at ${answer.data.level}`, { kind: 'good' });
    await load.reload();
    return true;
  };
  return html`
    <${Card} title="Log levels">
      <div class="stack">
        <p class="soft">The least serious lines that the manager writes into its own log, by the part of the program they come from.</p>
        <${Loaded} load=${load}>${(levels) => html`
          <${Table} label="Log levels" rows=${levels} rowKey=${nameOf} columns=${columns(set)} />
          <${Change} levels=${levels} set=${set} />`}<//>
      </div>
    <//>`;
}

const columns = (set) => [
  { key: 'logger', title: 'Logger', render: (row) => html`<code>${nameOf(row)}</code>` },
  { key: 'level', title: 'Level', render: ({ level }) => html`<${Badge}>${level}<//>` },
  {
    key: 'until', title: 'Changed', align: 'end', render: (row) => row.changed && html`<span class="row end">
      <span class="soft">${row.until ? `until ${clock(row.until)}` : 'until restart'}</span>
      <${ActionButton} small kind="quiet" label=${`Take back the level of ${nameOf(row)}`} run=${() => set({ logger: row.logger, level: 'default' })}>Take back<//></span>`,
  },
];

function Change({ levels, set }) {
  const [logger, setLogger] = useState('io.mcpmanager');
  const [level, setLevel] = useState('debug');
  const [time, setTime] = useState('PT10M');
  const submit = async (event) => {
    event?.preventDefault();
    await set({ logger: logger.trim(), level, ...(time && { for: time }) });
  };
  return html`
    <form class="log-level-form" onSubmit=${submit} aria-label="Change a log level">
      <${Field} label="Logger" hint="Its name or the beginning of names; empty for everything else.">${(tied) => html`
        <input list="loggers" value=${logger} onInput=${(input) => setLogger(input.target.value)} autocomplete="off" spellcheck=${false} class="mono" ...${tied} />`}<//>
      <datalist id="loggers">${levels.filter((one) => one.logger).map((one) => html`<option key=${one.logger} value=${one.logger} />`)}</datalist>
      <${SelectField} label="Level" value=${level} onChange=${setLevel} options=${LEVELS} />
      <${SelectField} label="For" value=${time} onChange=${setTime} options=${TIMES} />
      <${ActionButton} run=${submit}>Change level<//>
    </form>`;
}
