// Every component in every state, to look at and to try by keyboard and screen reader.

import { attempt, toast } from '../app/announce.js';
import { millis } from '../app/format.js';
import { html, useState } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { Badge } from '../components/badge.js';
import { ActionButton, Button, CopyButton } from '../components/button.js';
import { Card, Facts, Stat } from '../components/card.js';
import { TimeChart } from '../components/chart.js';
import { Code } from '../components/code.js';
import { confirm, Dialog } from '../components/dialog.js';
import { Diff } from '../components/diff.js';
import { Checkbox, Search, Segments, SelectField, TextField } from '../components/field.js';
import { JsonView } from '../components/json-view.js';
import { Menu } from '../components/menu.js';
import { Moment } from '../components/moment.js';
import { Empty, Failure, Loading } from '../components/states.js';
import { Table } from '../components/table.js';
import { Tabs } from '../components/tabs.js';
import { Visible } from '../components/visible.js';
import { VirtualList } from '../components/virtual.js';

const COLOURS = ['ground', 'panel', 'well', 'hover', 'line', 'edge', 'ink', 'soft', 'accent', 'good', 'busy', 'warn', 'bad', 'idle'];
const STATES = ['running', 'starting', 'stopping', 'stopped', 'error', 'maintenance', 'disabled', 'healthy', 'degraded', 'unhealthy'];
const ROWS = [{ id: 1, name: 'files', calls: 1200, state: 'running' }, { id: 2, name: 'search', calls: 31, state: 'error' }, { id: 3, name: 'memory', calls: 0, state: 'stopped' }];
const THOUSAND = Array.from({ length: 1000 }, (_, at) => ({ id: at }));

const MENU = [{ label: 'Restart', icon: 'restart', run: () => toast('Restarted') }, { label: 'Enable', why: 'It is enabled.' }, '-', { label: 'Delete…', icon: 'trash', danger: true, run: () => toast('Deleted') }];

const pause = () => new Promise((resolve) => setTimeout(resolve, 1200));

export default function Styleguide() {
  return html`
    <${Page} title="Style guide" lead="The parts of which all pages are made.">
      <div class="columns">
        <${Colours} /><${Buttons} /><${Fields} /><${States} /><${Tables} /><${Panels} /><${Data} /><${Nothing} /><${Long} /><${Changes} />
      </div>
    <//>`;
}

function Colours() {
  return html`
    <${Card} title="Colours and type">
      <ul class="swatches">${COLOURS.map((name) => html`
        <li key=${name}><span style=${{ background: `var(--${name})` }}></span>${name}</li>`)}</ul>
      <h3>A heading of the third level</h3>
      <p>Text, <a href="/styleguide">a link</a>, <code>code</code> and <kbd>Ctrl K</kbd>. <span class="soft">Soft text.</span></p>
    <//>`;
}

function Buttons() {
  return html`
    <${Card} title="Buttons">
      <div class="row">
        <${Button} kind="primary" icon="plus">Primary<//><${Button}>Usual<//><${Button} kind="danger" icon="trash">Danger<//>
        <${Button} kind="quiet">Quiet<//><${Button} small>Small<//><${Button} icon="more" label="More" />
        <${Button} why="Somebody who may write has to do this.">Not now<//>
        <${ActionButton} run=${pause}>Takes a while<//><${CopyButton} text="text" what="text" />
        <${Menu} label="More actions" items=${MENU} />
      </div>
    <//>`;
}

function Fields() {
  const [name, setName] = useState('files!');
  const [on, setOn] = useState(true);
  const [range, setRange] = useState('1h');
  const [kind, setKind] = useState('process');
  const [find, setFind] = useState('');
  const [from, setFrom] = useState('');
  return html`
    <${Card} title="Fields">
      <div class="stack">
        <${TextField} label="Name" hint="Letters, digits, dots and hyphens." value=${name} onInput=${setName}
          error=${/^[\w.-]+$/.test(name) ? undefined : 'The name has a character that is not allowed: !'} />
        <${TextField} label="Arguments" optional lines=${3} mono value="--root" onInput=${() => {}} />
        <${SelectField} label="Kind" value=${kind} onChange=${setKind} options=${[['process', 'Command'], ['container', 'Container'], ['remote', 'URL']]} />
        <${Checkbox} label="Start at once" hint="Else it is added and stays stopped." checked=${on} onChange=${setOn} />
        <div class="toolbar"><${Search} label="Find a server" value=${find} onInput=${setFind} />
          <${Segments} label="Range" value=${range} onChange=${setRange} options=${[['1h', '1 h'], ['24h', '24 h'], ['7d', '7 d']]} />
          <${Moment} label="From" value=${from} onChange=${setFrom} /></div>
      </div>
    <//>`;
}

function States() {
  return html`
    <${Card} title="States and numbers">
      <div class="stack">
        <div class="row">${STATES.map((state) => html`<${Badge} key=${state} state=${state} />`)}</div>
        <div class="stats"><${Stat} label="Servers" value="12" note="11 running" href="/servers" /><${Stat} label="Failed" value="1" state="error" /></div>
        <p>Text from elsewhere: <${Visible} text=${'delete_\u200bfile'} /></p>
        <${Facts} facts=${[['Command', 'npx -y @modelcontextprotocol/server-everything'], ['Process', '4711'], ['Nothing', '']]} />
      </div>
    <//>`;
}

function Tables() {
  const [sort, setSort] = useState('name');
  return html`
    <${Card} title="Table" flush>
      <${Table} label="Servers" rows=${ROWS} sort=${sort} onSort=${setSort} columns=${[
    { key: 'name', title: 'Name', render: (row) => row.name, sort: (row) => row.name, wide: true },
    { key: 'state', title: 'State', render: (row) => html`<${Badge} state=${row.state} />` },
    { key: 'calls', title: 'Calls', render: (row) => row.calls, sort: (row) => row.calls, align: 'end' },
  ]} />
    <//>`;
}

function Panels() {
  const [tab, setTab] = useState('one');
  const [open, setOpen] = useState(false);
  const ask = () => confirm({
    title: 'Delete files?', text: 'It can’t be brought back.', lost: ['its definition', '1,204 log lines'], action: 'Delete files',
  }).then((yes) => toast(yes ? 'Deleted' : 'Kept', { kind: yes ? 'good' : '' }));
  return html`
    <${Card} title="Tabs, dialogs and notices">
      <div class="stack">
        <div><${Tabs} label="Example" value=${tab} onChange=${setTab} tabs=${[['one', 'First'], ['two', 'Second']]}><p>The ${tab === 'one' ? 'first' : 'second'} panel.</p><//></div>
        <div class="row">
          <${Button} onClick=${() => setOpen(true)}>Open a dialog<//><${Button} kind="danger" onClick=${ask}>Delete…<//>
          <${Button} onClick=${() => toast('It has stopped', { action: { label: 'Undo', run: () => toast('Undone') } })}>Notice<//>
          <${Button} onClick=${() => attempt(() => { throw new Error('The manager does not answer. Is it still running?'); })}>Failure<//>
        </div>
        <${Code} text=${'{\n  "mcpServers": {}\n}'} what="Configuration" />
        ${open && html`<${Dialog} title="A dialog" close=${() => setOpen(false)} foot=${html`<${Button} kind="primary" onClick=${() => setOpen(false)}>Done<//>`}><p>What it is about.</p><//>`}
      </div>
    <//>`;
}

const MINUTES = Array.from({ length: 60 }, (_, at) => {
  const quiet = at > 20 && at < 26;
  const calls = quiet ? 0 : Math.round(20 + 15 * Math.sin(at / 6) + (at * 7) % 11);
  return { from: new Date(Date.UTC(2026, 0, 31, 11, at)).toISOString(), calls, errors: at % 9 === 0 ? 3 : 0, median: quiet ? null : 20 + calls / 4, p95: quiet ? null : 60 + calls * 2 };
});

function Data() {
  return html`
    <${Card} title="Charts and JSON">
      <div class="stack">
        <${TimeChart} label="Calls" points=${MINUTES} step=${60_000} whole series=${[
    { key: 'calls', name: 'Calls', shape: 'area', colour: 1 }, { key: 'errors', name: 'Errors', shape: 'bar', colour: 'bad' }]} />
        <${TimeChart} label="Latency" points=${MINUTES} step=${60_000} format=${millis} series=${[
    { key: 'median', name: 'Median', shape: 'line', colour: 2 }, { key: 'p95', name: '95 % are faster', shape: 'line', colour: 3 }]} />
        <${JsonView} label="Example" what="Example" value=${{ text: '<b>text</b>', list: [1, true, null], nothing: {} }} />
      </div>
    <//>`;
}

function Nothing() {
  return html`
    <${Card} title="Empty, failed, loading">
      <${Empty} icon="server" title="No servers yet" text="Add one by its command, image or URL."><${Button} kind="primary">Add a server<//><//>
      <${Failure} error=${new Error('The manager does not answer. Is it still running?')} retry=${() => toast('Tried again')} />
      <${Loading} />
    <//>`;
}

function Long() {
  return html`
    <${Card} title="Long list" flush>
      <${VirtualList} className="styleguide-long" label="A thousand rows" items=${THOUSAND} height=${36} render=${(row) => html`<p class="styleguide-row">Row ${row.id + 1}</p>`} />
    <//>`;
}

function Changes() {
  const before = { name: 'files', launch: { kind: 'process', command: 'npx', arguments: ['-y', 'server'] }, enabled: true };
  return html`
    <${Card} title="What has changed">
      <${Diff} label="Changes of files" before=${before} after=${{ ...before, launch: { ...before.launch, command: 'node' }, labels: { team: 'search' } }} />
    <//>`;
}
