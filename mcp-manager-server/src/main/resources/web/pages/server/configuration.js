// The definition of a server, changed by a form or as JSON, looked at before it is saved.

import { toast } from '../../app/announce.js';
import { get, path, post, put } from '../../app/api.js';
import { html, useEffect, useRef, useState } from '../../app/html.js';
import { guardLeaving } from '../../app/router.js';
import { runCommand } from '../../app/server-commands.js';
import { putServer } from '../../app/servers.js';
import { may } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Code } from '../../components/code.js';
import { confirm } from '../../components/dialog.js';
import { Segments } from '../../components/field.js';
import { JsonEditor, readJson } from '../../components/json-editor.js';
import { DefinitionForm, focusFirstProblem } from '../definition/form.js';
import { useValidation } from '../definition/validation.js';
import { Conflict } from './configuration/conflict.js';
import { same } from './configuration/merge.js';
import { Review } from './configuration/review.js';

const written = (definition) => JSON.stringify(definition, null, 2);

export default function Configuration({ server }) {
  if (may('servers:write')) return html`<${Editor} server=${server} />`;
  return html`
    <${Card} title="Configuration"><div class="stack">
      <p class="remark">You may see this, but not change it: that needs the permission servers:write.</p>
      <${Code} text=${written(server.definition)} what="Configuration" />
    </div><//>`;
}

function Editor({ server }) {
  const edit = useEdit(server);
  const { draft, text, base, dirty, theirs } = edit;
  const [as, setAs] = useState('form');
  const [submitted, setSubmitted] = useState(false);
  const [reviewed, setReviewed] = useState(false);
  const { problems, remarks, checking } = useValidation(edit.wrong ? null : draft, { former: base.definition });
  const refused = edit.refused?.details ?? [];
  const shown = [...refused, ...problems.filter(({ field }) => !refused.some((one) => one.field === field))];
  const formless = edit.wrong || !['process', 'container', 'remote'].includes(draft?.launch?.kind);

  const review = (event) => {
    event?.preventDefault();
    setSubmitted(true);
    if (edit.wrong || (!checking && shown.length)) focusFirstProblem();
    else if (dirty) setReviewed(true);
  };
  const save = async (start) => {
    const saved = await edit.save();
    setReviewed(false);
    if (!saved) return;
    setSubmitted(false);
    if (start) runCommand(saved, 'start');
  };
  const onKeyDown = (press) => {
    if ((press.ctrlKey || press.metaKey) && press.key === 's') review(press);
  };
  const why = edit.wrong ? 'Correct the JSON first.' : dirty ? undefined : 'Nothing has been changed.';
  return html`
    ${theirs && dirty && html`<${Conflict} base=${base.definition} mine=${draft} theirs=${theirs.definition} take=${edit.rebase} />`}
    <form class="configuration" novalidate onSubmit=${review} onKeyDown=${onKeyDown} aria-label=${`Configuration of ${server.name}`}>
      <${Card} title="Configuration" actions=${html`<${Segments} label="Edit as" value=${formless ? 'json' : as} onChange=${setAs} options=${[['form', 'Form'], ['json', 'JSON']]} />`}>
        ${as === 'json' || formless
    ? html`<div class="stack"><${JsonEditor} label="Definition" hint="*** stands for stored values that are not shown; left so, they stay." value=${text} onInput=${edit.write} error=${edit.wrong} />
            <${Problems} list=${[...shown, ...remarks]} /></div>`
    : html`<${DefinitionForm} key=${base.revision} definition=${draft} onChange=${edit.change} problems=${shown} remarks=${remarks} submitted=${submitted} />`}
        <div class="configuration-foot">
          ${edit.refused && !refused.length && html`<p class="wrong" role="alert">${edit.refused.message}</p>`}
          ${submitted && shown.length > 0 && html`<p class="wrong" role="status">${shown.length === 1 ? 'One thing has' : `${shown.length} things have`} to be corrected first.</p>`}
          ${edit.wrong
    ? html`<span class="wrong">${edit.wrong.line ? `Line ${edit.wrong.line}` : 'The JSON'} has to be corrected first.</span>`
    : html`<span class="soft">${dirty ? 'Not saved yet.' : `Revision ${base.revision}, as saved.`}</span>`}
          <div class="actions">
            ${dirty && html`<${Button} onClick=${edit.reset}>Discard changes<//>`}
            <${Button} kind="primary" type="submit" why=${why}>Review and save<//>
          </div>
        </div>
      <//>
    </form>
    ${reviewed && html`<${Review} server=${server} before=${base.definition} after=${draft} save=${save} close=${() => setReviewed(false)} />`}`;
}

function Problems({ list }) {
  if (list.length === 0) return null;
  return html`<ul class="remark bad" role="status">${list.map(({ field, message }) => html`<li key=${`${field} ${message}`}><code>${field}</code> ${message}</li>`)}</ul>`;
}

/** What is edited, what it began from, and what somebody else made of that meanwhile. */
function useEdit(server) {
  const [base, setBase] = useState({ revision: server.revision, definition: server.definition });
  const [draft, setDraft] = useState(server.definition);
  const [text, setText] = useState(() => written(server.definition));
  const [wrong, setWrong] = useState(null);
  const [refused, setRefused] = useState(null);
  const dirty = Boolean(wrong) || !same(base.definition, draft);
  const theirs = server.revision > base.revision ? server : null;

  const begin = ({ revision, definition }, edited = definition) => {
    setBase({ revision, definition });
    setDraft(edited);
    setText(written(edited));
    setWrong(null);
    setRefused(null);
  };
  // who has changed nothing goes along with what others change
  useEffect(() => { if (theirs && !dirty) begin(theirs); }, [theirs?.revision]);
  useEffect(() => (dirty ? guardLeaving(() => confirm({
    title: 'Leave without saving?', text: `What you changed of ${server.name} is not saved.`, lost: ['your changes'], action: 'Leave without saving',
  })) : undefined), [dirty, server.name]);

  const save = async () => {
    // by this name it can be taken back
    const id = `page-${crypto.getRandomValues(new Uint32Array(3)).join('-')}`;
    try {
      const { data } = await put(path(['servers', server.id]), draft, { 'If-Match': `"${base.revision}"`, 'X-Request-Id': id });
      begin(data);
      putServer({ ...server, ...data, offers: server.offers });
      toast(`${data.name} is saved`, { kind: 'good', action: { label: 'Undo', run: () => undo(id, data.name) } });
      return data;
    } catch (error) {
      if (error.code === 'STALE_REVISION') {
        // the live connection may not have told yet
        const { data } = await get(path(['servers', server.id]));
        putServer({ ...data, offers: server.offers });
      } else {
        setRefused(error);
        focusFirstProblem();
      }
      return null;
    }
  };
  return {
    base, draft, text, wrong, refused, dirty, theirs, save,
    change: (next) => { setDraft(next); setText(written(next)); setRefused(null); },
    write: (next) => {
      const { value, error } = readJson(next);
      setText(next);
      setWrong(error ?? (value?.launch && typeof value === 'object' ? null : { message: 'A definition is an object with a name and a launch.', line: null }));
      if (!error && value?.launch) setDraft(value);
      setRefused(null);
    },
    reset: () => begin(theirs ?? base),
    rebase: (edited) => begin(theirs, edited),
  };
}

async function undo(id, name) {
  try {
    await post(path(['commands', id, 'undo']));
    toast(`${name} is as it was before`);
  } catch (error) {
    toast(`${name}: this could not be taken back. ${error.message}`, { kind: 'bad' });
  }
}
