import { toast } from '../../app/announce.js';
import { post } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { LEAST } from '../../app/password.js';
import { Button } from '../../components/button.js';
import { problemsOf } from '../../components/field.js';
import { PasswordField } from '../../components/password-field.js';

export function Password({ name }) {
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const save = async (submit) => {
    submit.preventDefault();
    setBusy(true);
    try {
      setError(null);
      await post('/me/password', { current, wanted });
      setCurrent('');
      setWanted('');
      toast('The password is changed; your other sessions have ended', { kind: 'good' });
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const wrong = problemsOf(error, ['password', 'current', 'wanted']);
  return html`
    <form class="stack" onSubmit=${save}>
      ${wrong[''] && html`<p class="remark bad" role="alert">${wrong['']}</p>`}
      <input value=${name} autocomplete="username" readonly hidden />
      <${PasswordField} label="Present password" value=${current} onInput=${setCurrent} error=${wrong.current} />
      <${PasswordField} label="New password" fresh value=${wanted} onInput=${setWanted} error=${wrong.wanted ?? wrong.password} />
      <div><${Button} type="submit" busy=${busy} onClick=${() => {}} why=${[...wanted].length < LEAST ? `It needs at least ${LEAST} characters.` : undefined}>Change password<//></div>
    </form>`;
}
