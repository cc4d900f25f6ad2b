// The rules about calls of tools, in their order, and what holds beside them. Changes are kept here until they are saved.

import { announce, toast } from '../app/announce.js';
import { get, put, useLoad } from '../app/api.js';
import { html, useEffect, useMemo, useState } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { guardLeaving } from '../app/router.js';
import { may } from '../app/session.js';
import { ActionButton, Button } from '../components/button.js';
import { confirm } from '../components/dialog.js';
import { Loaded } from '../components/states.js';
import { Explain } from './rules/explain.js';
import { RuleList } from './rules/list.js';
import { Settings } from './rules/settings.js';

export default function RulesPage() {
  const load = useLoad(() => get('/policy/rules').then(({ data }) => data), []);
  return html`
    <${Page} title="Rules" lead="Which calls of tools go through, are refused, or wait until somebody has looked. The first rule that fits a call decides."
      actions=${html`<${Button} href="/held-calls" icon="hand">Held calls<//>`}>
      <${Loaded} load=${load}>${(policy) => html`<${Editor} key=${policy.revision} policy=${policy} saved=${load.set} reload=${load.reload} />`}<//>
    <//>`;
}

let lastKey = 0;
/** Rules get a key of their own: new ones have no id yet. */
const keyed = (policy) => ({ ...policy, rules: policy.rules.map((rule) => ({ key: rule.id || `new-${++lastKey}`, ...rule })) });
const bare = (policy) => ({ ...policy, rules: policy.rules.map(({ key, ...rule }) => rule) });

function Editor({ policy, saved, reload }) {
  const first = useMemo(() => keyed(policy), [policy]);
  const [draft, setDraft] = useState(first);
  const [problem, setProblem] = useState(null);
  const changed = JSON.stringify(bare(draft)) !== JSON.stringify(bare(first));
  const writable = may('proxy:write');
  useGuard(changed);
  const save = async () => {
    setProblem(null);
    try {
      const { data } = await put('/policy/rules', bare(draft));
      toast('The rules are saved and hold from now on', { kind: 'good' });
      saved(data);
    } catch (error) {
      setProblem(error);
    }
  };
  const takeBack = () => {
    setDraft(first);
    setProblem(null);
    announce('Changes taken back');
  };
  return html`
    ${!writable && html`<p class="remark">You can read the rules. To change them takes the permission <code>proxy:write</code>.</p>`}
    <${RuleList} rules=${draft.rules} otherwise=${draft.otherwise} writable=${writable} problems=${problem?.details ?? []}
      onChange=${(rules) => setDraft({ ...draft, rules })} />
    <${Settings} policy=${draft} writable=${writable} onChange=${(change) => setDraft({ ...draft, ...change })} />
    <${Explain} policy=${policy} changed=${changed} />
    ${(changed || problem) && html`
      <div class="save-bar" role="region" aria-label="Unsaved changes">
        <${Trouble} problem=${problem} reload=${() => { setProblem(null); reload(); }} />
        <div class="actions">
          <span class="save-bar-text">The rules have changes that are not saved.</span>
          <${Button} onClick=${takeBack}>Take back<//><${ActionButton} kind="primary" run=${save}>Save rules<//>
        </div>
      </div>`}`;
}

function Trouble({ problem, reload }) {
  if (!problem) return null;
  if (problem.code === 'STALE_REVISION') {
    return html`<p class="remark warn" role="alert">Somebody else has changed the rules since you loaded them, so yours were not saved.
      <button type="button" class="link" onClick=${reload}>Load theirs</button>; your changes are lost then.</p>`;
  }
  return html`<p class="remark bad" role="alert">${problem.details.length ? 'Some rules are not right yet; each says why.' : problem.message}
    ${problem.details.filter(({ field }) => !field.startsWith('rules[')).map(({ field, message }) => html` <span key=${field}>${field}: ${message}.</span>`)}</p>`;
}

/** Who leaves with changes unsaved is asked. */
function useGuard(changed) {
  useEffect(() => (changed ? guardLeaving(() => confirm({
    title: 'Leave without saving?', lost: ['your changes of the rules'], action: 'Leave without saving',
  })) : undefined), [changed]);
}
