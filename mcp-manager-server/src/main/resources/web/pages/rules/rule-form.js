import { html, useState } from '../../app/html.js';
import { serverList } from '../../app/servers.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Field, SelectField, TextField } from '../../components/field.js';
import { sentence } from './sentence.js';

const MOST_PATTERN = 256;
const EFFECTS = [['ask', 'Ask: the call waits until somebody has approved it'], ['deny', 'Deny: the call is refused and the tool not listed'], ['allow', 'Allow: the call goes through']];

const wrong = (pattern) => (pattern.trim() === '' ? 'Give a name, or * for anything.' : pattern.length > MOST_PATTERN ? `At most ${MOST_PATTERN} characters.` : undefined);

/** Changes a copy of a rule; `done` takes it. Nothing is saved by that yet. */
export function RuleForm({ rule, title, close, done }) {
  const [draft, setDraft] = useState(rule);
  const [tried, setTried] = useState(false);
  const set = (field) => (value) => setDraft({ ...draft, [field]: value });
  const error = (field) => (tried ? wrong(draft[field]) : undefined);
  const submit = (event) => {
    event?.preventDefault();
    setTried(true);
    if (!['tool', 'server', 'principal', 'client'].some((field) => wrong(draft[field]))) done(draft);
  };
  return html`
    <${Dialog} title=${title} close=${close} foot=${html`<${Button} onClick=${close}>Cancel<//><${Button} kind="primary" onClick=${submit}>Done<//>`}>
      <form class="stack" onSubmit=${submit}>
        <p>In each name, <code>*</code> stands for any text.</p>
        <${SelectField} label="Effect" value=${draft.effect} onChange=${set('effect')} options=${EFFECTS} autofocus />
        <${TextField} label="Tool" hint="As its server names it, such as delete_*." mono value=${draft.tool} onInput=${set('tool')} error=${error('tool')} />
        <${Field} label="Server" hint="Name or id." error=${error('server')}>${(tied) => html`
          <input class="mono" list="rule-servers" value=${draft.server} onInput=${(input) => set('server')(input.target.value)} autocomplete="off" spellcheck=${false} ...${tied} />`}<//>
        <datalist id="rule-servers">${serverList.value.slice(0, 200).map(({ id, name }) => html`<option key=${id} value=${name} />`)}</datalist>
        <${TextField} label="Called by" hint="user:… or key:…; key:* is any API key. Your own stands on your profile." mono value=${draft.principal} onInput=${set('principal')} error=${error('principal')} />
        <${TextField} label="Client" hint="What the client calls itself, which nobody can check." mono value=${draft.client} onInput=${set('client')} error=${error('client')} />
        <${TextField} label="Note" optional hint="What the rule is for; shown with calls that it holds." maxlength="500" value=${draft.note} onInput=${set('note')} />
        <p class="remark" role="status">${sentence(draft)}</p>
        <button type="submit" hidden></button>
      </form>
    <//>`;
}
