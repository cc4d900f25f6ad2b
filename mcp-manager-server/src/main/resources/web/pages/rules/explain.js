// What would become of a call, by the rules that are saved.

import { post } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { serverList } from '../../app/servers.js';
import { Badge } from '../../components/badge.js';
import { ActionButton } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Field, TextField } from '../../components/field.js';
import { CONSEQUENCES, EFFECTS, sentence } from './sentence.js';

export function Explain({ policy, changed }) {
  const [question, setQuestion] = useState({ server: '', tool: '', principal: '', client: '' });
  const [answer, setAnswer] = useState(null);
  const set = (field) => (value) => { setQuestion({ ...question, [field]: value }); setAnswer(null); };
  const missing = !question.server.trim() || !question.tool.trim();
  const ask = async (event) => {
    event?.preventDefault();
    if (missing) return;
    try {
      setAnswer({ ruling: (await post('/policy/explain', question)).data });
    } catch (error) {
      setAnswer({ error });
    }
  };
  return html`
    <${Card} title="What would happen?" id="explain">
      <form class="rules-explain" onSubmit=${ask}>
        <${Field} label="Server">${(tied) => html`<input class="mono" list="explain-servers" value=${question.server} onInput=${(input) => set('server')(input.target.value)} autocomplete="off" spellcheck=${false} ...${tied} />`}<//>
        <datalist id="explain-servers">${serverList.value.slice(0, 200).map(({ id, name }) => html`<option key=${id} value=${name} />`)}</datalist>
        <${TextField} label="Tool" mono value=${question.tool} onInput=${set('tool')} />
        <${TextField} label="Called by" optional mono placeholder="user:… or key:…" value=${question.principal} onInput=${set('principal')} />
        <${TextField} label="Client" optional mono value=${question.client} onInput=${set('client')} />
        <${ActionButton} run=${ask} why=${missing ? 'Name a server and a tool.' : undefined}>Explain<//>
        <button type="submit" hidden></button>
      </form>
      <div role="status" class="rules-answer">${answer && html`<${Answer} answer=${answer} policy=${policy} />`}
        ${answer && changed && html`<p class="soft">By the rules as they are saved, without your changes.</p>`}</div>
    <//>`;
}

function Answer({ answer: { ruling, error }, policy }) {
  if (error) return html`<p class="remark bad">${error.message}</p>`;
  const at = policy.rules.findIndex(({ id }) => id === ruling.rule);
  return html`
    <p><${Badge} state=${ruling.effect}>${EFFECTS[ruling.effect]}<//> Such a call ${CONSEQUENCES[ruling.effect]}.
      ${at >= 0 ? html` Rule ${at + 1} decides: ${sentence(policy.rules[at])}` : ' No rule fits it.'}</p>
    <p class="soft">What is known of the tool’s definition can only make that stricter: see <a href="/pins">tool pins</a>.</p>`;
}
