import { path, post } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { may } from '../../app/session.js';
import { ActionButton, Button } from '../../components/button.js';
import { Code } from '../../components/code.js';
import { Dialog } from '../../components/dialog.js';
import { problemsOf, SelectField, TextField } from '../../components/field.js';
import { ShownOnce } from '../../components/shown-once.js';
import { PermissionPicker } from './permission-picker.js';

const DAY = 86_400_000;
const ENDS = [['30', 'in 30 days'], ['90', 'in 90 days'], ['365', 'in a year'], ['', 'never']];
const TIERS = [['', 'standard'], ['low', 'low'], ['high', 'high'], ['unlimited', 'unlimited']];
const OVERLAPS = [['PT0S', 'at once'], ['PT1H', 'for an hour'], ['P1D', 'for a day'], ['P7D', 'for a week'], ['P30D', 'for 30 days']];
/** What most keys are for: [key, title, permissions]. */
const PURPOSES = [
  ['client', 'An MCP client', ['proxy:execute', 'tools:execute']],
  ['look', 'A program that looks', ['servers:read', 'events:read', 'tools:read']],
  ['metrics', 'Reading metrics', ['analytics:read']],
  ['other', 'Something else', []],
];

function snippet(secret) {
  return JSON.stringify({ mcpServers: { 'mcp-manager': { type: 'http', url: `${location.origin}/mcp`, headers: { Authorization: `Bearer ${secret}` } } } }, null, 2);
}

function Made({ title, secret, permissions, close, children }) {
  return html`
    <${Dialog} title=${title} close=${close} foot=${html`<${Button} kind="primary" onClick=${close}>I have copied it<//>`}>
      <${ShownOnce} text=${secret} what="Key" />
      ${children}
      ${permissions.some((one) => one.startsWith('proxy:execute') || one === 'admin:full')
        ? html`<h3>For an MCP client</h3><${Code} text=${snippet(secret)} what="Configuration" />`
        : html`<h3>For a program</h3><${Code} text=${`curl -H "Authorization: Bearer ${secret}" ${location.origin}/api/v1/me`} what="Command" wrap />`}
    <//>`;
}

export function KeyForm({ close }) {
  const offered = PURPOSES.filter(([, , permissions]) => permissions.every(may));
  const [purpose, setPurpose] = useState(offered[0][0]);
  const [wanted, setWanted] = useState({ name: '', permissions: offered[0][2], tier: '' });
  const [days, setDays] = useState('90');
  const [error, setError] = useState(null);
  const [made, setMade] = useState(null);
  const set = (field) => (value) => setWanted((before) => ({ ...before, [field]: value }));
  const choose = (key) => {
    setPurpose(key);
    set('permissions')(offered.find(([name]) => name === key)[2]);
  };
  const make = async () => {
    try {
      const expiresAt = days ? { expiresAt: new Date(Date.now() + Number(days) * DAY).toISOString() } : {};
      setMade((await post('/keys', { ...wanted, ...expiresAt })).data);
    } catch (refused) {
      setError(refused);
    }
  };
  if (made) return html`<${Made} key="made" title=${`The key ${made.name}`} secret=${made.secret} permissions=${made.permissions} close=${close} />`;
  const wrong = problemsOf(error, ['name', 'tier', 'permissions', 'expiresAt']);
  return html`
    <${Dialog} wide title="Make a key" close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="primary" run=${make}>Make key<//>`}>
      ${wrong[''] && html`<p class="remark bad" role="alert">${wrong['']}</p>`}
      <${TextField} label="Name" hint="What it is for, such as the program that gets it." value=${wanted.name} onInput=${set('name')} error=${wrong.name} autofocus />
      <${SelectField} label="For" value=${purpose} onChange=${choose} options=${offered.map(([key, title]) => [key, title])} />
      <div class="columns">
        <${SelectField} label="Expires" value=${days} onChange=${setDays} options=${ENDS} error=${wrong.expiresAt} />
        <${SelectField} label="Limits" hint="How much it may ask." value=${wanted.tier} onChange=${set('tier')} options=${TIERS} error=${wrong.tier} />
      </div>
      <h3>What it may do</h3>
      ${wrong.permissions && html`<p class="wrong">${wrong.permissions}</p>`}
      <p class="hint">Of this, at any time, only what you may do yourself.</p>
      <${PermissionPicker} value=${wanted.permissions} onChange=${set('permissions')} />
    <//>`;
}

export function KeyRotation({ former, close }) {
  const [overlap, setOverlap] = useState('P1D');
  const [error, setError] = useState(null);
  const [made, setMade] = useState(null);
  const rotate = async () => {
    try {
      setMade((await post(path(['keys', former.id, 'rotate']), { overlap })).data);
    } catch (refused) {
      setError(refused);
    }
  };
  if (made) {
    return html`<${Made} key="made" title=${`The new key ${made.name}`} secret=${made.secret} permissions=${made.permissions} close=${close}>
      <p>${overlap === 'PT0S' ? 'The former key works no more.' : `The former key works on ${OVERLAPS.find(([key]) => key === overlap)[1]}.`}</p><//>`;
  }
  return html`
    <${Dialog} title=${`Rotate ${former.name}`} close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="primary" run=${rotate}>Make the new key<//>`}>
      ${error && html`<p class="remark bad" role="alert">${error.message}</p>`}
      <p>A new key with the same permissions takes its place. Give it to the programs while the former one still works.</p>
      <${SelectField} label="The former key works on" value=${overlap} onChange=${setOverlap} options=${OVERLAPS} />
    <//>`;
}
