import { toast } from '../../app/announce.js';
import { path, post, put } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { may } from '../../app/session.js';
import { ActionButton, Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Checkbox, problemsOf, TextField } from '../../components/field.js';

/** Adds a secret, or gives one another value; `names` are those that there are. */
export function SecretForm({ secret, names, close, saved }) {
  const [name, setName] = useState(secret.name ?? '');
  const [value, setValue] = useState('');
  const [description, setDescription] = useState(secret.description ?? '');
  const [shown, setShown] = useState(false);
  const [restart, setRestart] = useState(false);
  const [error, setError] = useState(null);
  const taken = !secret.name && names.includes(name);
  const save = async () => {
    try {
      if (!name) throw Object.assign(new Error('Give it a name.'), { details: [{ field: 'name', message: 'must be given' }] });
      if (taken) return;
      const { data } = await put(path(['secrets', name]), { value, description });
      const outdated = data.uses.some((use) => use.outdated);
      if (restart && outdated) await post(path(['secrets', name, 'apply']));
      toast(outdated && !restart ? `${name} is set. Servers that run have the former value until they are restarted.` : `${name} is set`, { kind: 'good' });
      saved();
    } catch (refused) {
      setError(refused);
    }
  };
  const wrong = problemsOf(error, ['name', 'value', 'description']);
  return html`
    <${Dialog} title=${secret.name ? `A new value for ${secret.name}` : 'Add a secret'} close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="primary" run=${save}>${secret.name ? 'Replace value' : 'Add secret'}<//>`}>
      ${wrong[''] && html`<p class="remark bad" role="alert">${wrong['']}</p>`}
      ${!secret.name && html`<${TextField} label="Name" mono hint=${html`Definitions refer to it: <code>${`\${secret:${name || 'NAME'}}`}</code>`} value=${name} onInput=${setName} autofocus
        error=${taken ? 'There is one with this name; replace its value in the list.' : wrong.name} />`}
      <${TextField} label="Value" lines=${3} mono class=${`mono ${shown ? '' : 'masked'}`} hint="It is not shown again." value=${value} onInput=${setValue} error=${wrong.value} autocomplete="off" autofocus=${Boolean(secret.name)} />
      <${Checkbox} label="Show what I type" checked=${shown} onChange=${setShown} />
      <${TextField} label="Description" optional value=${description} onInput=${setDescription} error=${wrong.description} />
      ${secret.uses?.length > 0 && may('servers:execute') && html`
        <${Checkbox} label="Restart the servers that use it" hint=${`${secret.uses.map((use) => use.name).join(', ')}; else they go on with the former value.`} checked=${restart} onChange=${setRestart} />`}
    <//>`;
}
