import { millis } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Dialog } from '../../components/dialog.js';
import { JsonView } from '../../components/json-view.js';
import { Time } from '../../components/time.js';
import { toolPath } from './list.js';
import { Result } from './result.js';
import { tried } from './run.js';

/** What was called in this page; `use` puts arguments into the form of `tool`. */
export function History({ use, tool }) {
  const [open, setOpen] = useState(null);
  if (!tried.value.length) return null;
  return html`
    <${Card} title="Called before" flush actions=${html`<${Button} small kind="quiet" onClick=${() => { tried.value = []; }}>Forget them<//>`}>
      <ul class="tried">${tried.value.map((call) => html`
        <li key=${call.key}>
          <span class="soft number"><${Time} at=${call.at} /></span>
          <span><${Badge} state=${call.state}>${call.word}<//></span>
          <a class="clip" href=${toolPath(call)}>${call.originalName}</a>
          <code class="clip tried-given">${JSON.stringify(call.given)}</code>
          <span class="soft number">${millis(call.millis)}</span>
          <span class="row">
            <${Button} small kind="quiet" onClick=${() => setOpen(call)}>Show<//>
            ${call.tool === tool.name && html`<${Button} small kind="quiet" onClick=${() => use(call.given)}>Use again<//>`}
          </span>
        </li>`)}</ul>
      <p class="tools-of hint">The last 20 calls, kept in this page only: they are gone when it is closed or loaded anew, since arguments and answers may be confidential.</p>
      ${open && html`
        <${Dialog} title=${open.originalName} close=${() => setOpen(null)} wide>
          <h3>Arguments</h3><${JsonView} label="Arguments" what="Arguments" value=${open.given} />
          <h3>Result</h3>${open.error ? html`<p class="remark bad">${open.error.message}</p>` : html`<${Result} result=${open.result} />`}
        <//>`}
    <//>`;
}
