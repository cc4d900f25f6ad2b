// One tool: what it says of itself, a form for its arguments, what it answers, and what was tried before.

import { html, useRef, useState } from '../../app/html.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { Button, CopyButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { confirm } from '../../components/dialog.js';
import { Segments, TextField } from '../../components/field.js';
import { JsonView } from '../../components/json-view.js';
import { initial, kindOf, problemsIn, resolved } from '../../components/schema.js';
import { readJson, SchemaForm } from '../../components/schema-form.js';
import { Visible } from '../../components/visible.js';
import { History } from './history.js';
import { isDestructive } from './list.js';
import { Outcome } from './outcome.js';
import { useRun } from './run.js';

const written = (value) => JSON.stringify(value ?? {}, null, 2);

export function ToolView({ tool }) {
  const schema = tool.inputSchema ?? { type: 'object' };
  const top = resolved(schema, schema);
  // what is no object with members, the form can't say
  const formable = kindOf(top) === 'object' && !top.oneOf && !top.anyOf;
  const [value, setValue] = useState(() => initial(schema, schema) ?? {});
  const [mode, setMode] = useState(formable ? 'form' : 'json');
  const [text, setText] = useState(() => written(value));
  const [checked, setChecked] = useState(false);
  const form = useRef(null);
  const run = useRun(tool);
  const read = mode === 'json' ? readJson(text) : { value };
  // once something was wrong, it is said until it is right
  const problems = checked && mode === 'form' ? problemsIn(schema, value) : {};

  const turn = (next) => {
    if (next === 'json') setText(written(value));
    else if (read.error === undefined) setValue(read.value ?? {});
    else return;
    setChecked(false);
    setMode(next);
  };
  const fill = (given) => {
    setValue(given);
    setText(written(given));
    setChecked(false);
  };
  const call = async () => {
    const found = mode === 'form' ? problemsIn(schema, value) : {};
    setChecked(true);
    if (read.error !== undefined || Object.keys(found).length) {
      requestAnimationFrame(() => form.current?.querySelector('[aria-invalid=true]')?.focus());
      return;
    }
    const asked = isDestructive(tool) && { title: `Call ${tool.originalName}?`, text: `The tool says that it can destroy something on ${tool.server}. What it does can’t be taken back here.`, action: `Call ${tool.originalName}` };
    if (!asked || await confirm(asked)) run.start(read.value ?? {});
  };
  const pressed = (press) => {
    if (press.key !== 'Enter' || !(press.ctrlKey || press.metaKey)) return;
    press.preventDefault();
    if (!run.running) call();
  };
  return html`
    <div class="stack tools-stack">
      <${About} tool=${tool} />
      <${Card} title="Arguments" actions=${formable && html`<${Segments} label="How to give arguments" value=${mode} onChange=${turn} options=${[['form', 'Form'], ['json', 'JSON']]} />`}>
        <div class="stack" ref=${form} onKeyDown=${pressed}>
          ${mode === 'json'
    ? html`<${TextField} label="Arguments as JSON" mono lines=${8} value=${text} onInput=${setText} error=${read.error} hint=${formable ? undefined : 'The tool’s schema is not one that a form could be made of.'} />`
    : Object.keys(top.properties).length ? html`<${SchemaForm} schema=${schema} value=${value} onChange=${setValue} problems=${problems} />`
    : html`<p class="soft">It takes no arguments.</p>`}
          ${Object.keys(problems).length > 0 && html`<p class="wrong" role="alert">${Object.entries(problems).map(([name, problem]) => `${name} ${problem}`).join('; ')}.</p>`}
          <div class="row">
            <${Button} kind="primary" icon="play" busy=${run.running} why=${may('tools:execute') ? undefined : 'It needs the permission tools:execute.'} onClick=${call} aria-keyshortcuts="Control+Enter">Call<//>
            ${run.running && html`<${Button} icon="stop" onClick=${run.cancel}>Stop waiting<//>`}
            <span class="hint"><kbd>Ctrl Enter</kbd></span>
          </div>
        </div>
      <//>
      <${Outcome} run=${run} tool=${tool} />
      <${History} use=${fill} tool=${tool} />
    </div>`;
}

function About({ tool }) {
  const own = tool.title && tool.title !== tool.originalName;
  return html`
    <section class="card" aria-labelledby="tool-title">
      <div class="stack">
        <h2 id="tool-title"><${Visible} text=${own ? tool.title : tool.originalName} /></h2>
        <p class="row"><span class="soft">Called</span> <code>${tool.name}</code><${CopyButton} text=${tool.name} what="name" /> <span class="soft">at the gateway, of</span>${' '}
          ${may('servers:read') ? html`<a href=${`/servers/${encodeURIComponent(tool.server)}`}>${tool.server}</a>` : tool.server}</p>
        ${tool.description && html`<p class="tools-description"><${Visible} text=${tool.description} /></p>`}
        <${Annotations} tool=${tool} />
        <details><summary>Schemas</summary>
          <div class="stack">
            <${JsonView} label="Input schema" what="Input schema" value=${tool.inputSchema} open=${3} />
            ${tool.outputSchema && html`<p>What it answers:</p><${JsonView} label="Output schema" what="Output schema" value=${tool.outputSchema} open=${3} />`}
          </div>
        </details>
      </div>
    </section>`;
}

function Annotations({ tool }) {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = tool.annotations ?? {};
  const said = [
    readOnlyHint === true && ['good', 'only reads'],
    isDestructive(tool) && ['bad', 'can destroy'],
    readOnlyHint !== true && destructiveHint === false && ['info', 'only adds'],
    idempotentHint === true && ['info', 'can be repeated'],
    openWorldHint === true && ['info', 'reaches outside'],
  ].filter(Boolean);
  if (!said.length) return html`<p class="hint">The tool does not say whether it changes anything.</p>`;
  return html`<p class="row"><span class="hint">It says of itself:</span> ${said.map(([state, text]) => html`<${Badge} key=${text} state=${state}>${text}<//>`)}</p>`;
}
