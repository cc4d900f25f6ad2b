import { toast } from '../../app/announce.js';
import { path, post } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { navigate } from '../../app/router.js';
import { putServer } from '../../app/servers.js';
import { may } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Checkbox } from '../../components/field.js';
import { DefinitionForm, focusFirstProblem } from '../definition/form.js';
import { useValidation, validate } from '../definition/validation.js';

const TITLES = { process: 'A server by its command', container: 'A server in a container', remote: 'A server at a URL' };

/** Adds one server, and goes to where one sees how it starts. */
export function NewServer({ kind, definition, change: keep, start, setStart }) {
  const [submitted, setSubmitted] = useState(false);
  const [refused, setRefused] = useState(null);
  const [busy, setBusy] = useState(false);
  const { problems, remarks, checking } = useValidation(definition);
  const mayStart = may('servers:execute');

  const change = (next) => {
    keep(next);
    setRefused(null);
  };
  const add = async () => {
    setSubmitted(true);
    setBusy(true);
    const wrong = checking ? (await validate(definition)).problems : problems;
    if (wrong.length) {
      setRefused({ details: wrong });
      setBusy(false);
      focusFirstProblem();
      return;
    }
    try {
      const { data } = await post('/servers', definition);
      putServer(data);
      // not awaited: it takes as long as the server needs to answer, and its page shows how it goes
      if (start && mayStart && data.definition.enabled) post(path(['servers', data.id, 'start'])).catch((error) => toast(`${data.name}: ${error.message}`, { kind: 'bad' }));
      toast(`${data.name} is added`, { kind: 'good' });
      navigate(path(['servers', data.name]), { unasked: true });
    } catch (error) {
      setRefused(error);
      setBusy(false);
      focusFirstProblem();
    }
  };
  const submit = (event) => {
    event.preventDefault();
    if (!busy) add();
  };
  const details = refused?.details ?? [];
  const shown = [...details, ...problems.filter(({ field }) => !details.some((one) => one.field === field))];
  return html`
    <${Card} title=${TITLES[kind]} class="card add-form">
      <form onSubmit=${submit} novalidate aria-label=${TITLES[kind]}>
        <${DefinitionForm} definition=${definition} onChange=${change} problems=${shown} remarks=${remarks} submitted=${submitted} />
        <div class="form-foot">
          <${Button} kind="primary" type="submit" busy=${busy}>Add server<//><${Button} href="/servers">Cancel<//>
          ${mayStart && html`<${Checkbox} label="Start it now" checked=${start} onChange=${setStart} />`}
          ${refused && !refused.details.length && html`<p class="wrong" role="alert">${refused.message}</p>`}
          ${submitted && shown.length > 0 && html`<p class="wrong" role="status">${shown.length === 1 ? 'One thing has' : `${shown.length} things have`} to be corrected first.</p>`}
        </div>
      </form>
    <//>`;
}
