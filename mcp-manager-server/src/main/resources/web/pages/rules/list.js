// Rules in their order: what each does, and how to change, move and remove it. Moving works by buttons and by Alt with
// the arrows; no pointer has to drag.

import { announce, toast } from '../../app/announce.js';
import { html, useLayoutEffect, useRef, useState } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Empty } from '../../components/states.js';
import { CONSEQUENCES, EFFECTS, sentence } from './sentence.js';
import { RuleForm } from './rule-form.js';

const MOST_RULES = 500;
const NEW = { id: '', effect: 'ask', client: '*', principal: '*', server: '*', tool: '*', note: '' };

export function RuleList({ rules, otherwise, writable, problems, onChange }) {
  const [editing, setEditing] = useState(null);
  const list = useRef(null);
  const moved = useRef(null);
  const add = () => setEditing({ at: rules.length, rule: { ...NEW, key: `added-${Date.now()}` } });
  const put = (rule) => {
    onChange(editing.at < rules.length ? rules.with(editing.at, rule) : [...rules, rule]);
    setEditing(null);
  };
  const move = (from, to) => {
    if (to < 0 || to >= rules.length) return;
    onChange(rules.toSpliced(from, 1).toSpliced(to, 0, rules[from]));
    announce(`Now rule ${to + 1} of ${rules.length}`);
    moved.current = to;
  };
  // the button that was pressed has moved along with its rule, and the next press may come at once
  useLayoutEffect(() => {
    if (moved.current !== null) list.current?.children[moved.current]?.querySelector('[data-grip]')?.focus();
    moved.current = null;
  }, [rules]);
  const remove = (at) => {
    onChange(rules.toSpliced(at, 1));
    toast(`Rule ${at + 1} is removed; it holds until you save`, { action: { label: 'Undo', run: () => onChange(rules) } });
  };
  const button = writable && html`<${Button} kind=${rules.length ? '' : 'primary'} icon="plus" onClick=${add}
    why=${rules.length >= MOST_RULES ? `There are at most ${MOST_RULES} rules.` : undefined}>Add a rule<//>`;
  return html`
    <${Card} title="In this order" flush actions=${rules.length > 0 && button}>
      ${rules.length === 0 ? html`<${Empty} icon="rule" title="No rules yet"
        text=${`A rule says what becomes of certain calls, such as: calls of tools named delete_* wait until somebody has approved them. Without one, every call ${CONSEQUENCES[otherwise]}.`}>${button}<//>`
    : html`<ol class="rules" ref=${list}>${rules.map((rule, at) => html`
        <${Rule} key=${rule.key} rule=${rule} at=${at} number=${rules.length} writable=${writable} problems=${problems.filter(({ field }) => field.startsWith(`rules[${at}].`))}
          edit=${() => setEditing({ at, rule })} move=${(to) => move(at, to)} remove=${() => remove(at)} />`)}</ol>`}
      <p class="rules-otherwise">A call that ${rules.length ? 'none of these fits' : 'is made'} ${CONSEQUENCES[otherwise]}.</p>
    <//>
    ${editing && html`<${RuleForm} rule=${editing.rule} title=${editing.at < rules.length ? `Rule ${editing.at + 1}` : 'New rule'} close=${() => setEditing(null)} done=${put} />`}`;
}

function Rule({ rule, at, number, writable, problems, edit, move, remove }) {
  const [asked] = useQuery('rule');
  const byKeys = (press) => {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1 }[press.key];
    if (!press.altKey || to === undefined) return;
    press.preventDefault();
    move(to);
  };
  return html`
    <li class="rule" aria-current=${asked && asked === rule.id ? 'true' : undefined} onKeyDown=${writable ? byKeys : undefined}>
      <span class="rule-number" aria-hidden="true">${at + 1}</span>
      <${Badge} state=${rule.effect}>${EFFECTS[rule.effect]}<//>
      <div class="rule-text">
        <p>${sentence(rule)}</p>
        ${rule.note && html`<p class="soft">${rule.note}</p>`}
        ${rule.effect === 'allow' && rule.client !== '*' && html`<p class="soft">A client’s name is what it calls itself: nobody should be let through for it alone.</p>`}
        ${problems.map(({ field, message }) => html`<p key=${field} class="wrong">${field.split('.').at(-1)}: ${message}</p>`)}
      </div>
      ${writable && html`<div class="rule-actions">
        <${Button} kind="quiet" small icon="up" label=${`Move rule ${at + 1} up`} why=${at === 0 ? 'It is the first.' : undefined} onClick=${() => move(at - 1)} data-grip="" aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown" />
        <${Button} kind="quiet" small icon="down" label=${`Move rule ${at + 1} down`} why=${at === number - 1 ? 'It is the last.' : undefined} onClick=${() => move(at + 1)} />
        <${Button} kind="quiet" small icon="edit" label=${`Change rule ${at + 1}`} onClick=${edit} />
        <${Button} kind="quiet" small icon="trash" label=${`Remove rule ${at + 1}`} onClick=${remove} />
      </div>`}
    </li>`;
}
