import { toast } from '../../app/announce.js';
import { path, post } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { navigate } from '../../app/router.js';
import { duplicated } from '../../app/server-commands.js';
import { putServer, serverList } from '../../app/servers.js';
import { ActionButton, Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { problemsOf, TextField } from '../../components/field.js';

/** Asks for the name of a copy, when `duplicateServer` was called. */
export function DuplicateDialog() {
  const server = duplicated.value;
  return server && html`<${Asked} key=${server.id} server=${server} close=${() => { duplicated.value = null; }} />`;
}

function freeName(name) {
  const taken = new Set(serverList.value.map((server) => server.name));
  let copy = `${name}-copy`;
  for (let at = 2; taken.has(copy); at++) copy = `${name}-copy-${at}`;
  return copy;
}

function Asked({ server, close }) {
  const [name, setName] = useState(() => freeName(server.name));
  const [error, setError] = useState(null);
  const problems = problemsOf(error, ['name']);
  const save = async () => {
    try {
      const { data } = await post(path(['servers', server.id, 'copy']), { name });
      putServer(data);
      close();
      toast(`${name} is added; it is stopped`, { kind: 'good', action: { label: 'Open', run: () => navigate(path(['servers', name])) } });
    } catch (refused) {
      setError(refused);
    }
  };
  return html`
    <${Dialog} title=${`Duplicate ${server.name}`} close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="primary" run=${save}>Duplicate<//>`}>
      <form onSubmit=${(submit) => { submit.preventDefault(); save(); }}>
        <${TextField} label="Name of the copy" hint="Everything else is taken over, with the values of variables and headers." value=${name} onInput=${setName}
          error=${problems.name ?? problems['']} autofocus />
      </form>
    <//>`;
}
