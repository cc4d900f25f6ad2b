import { post, path } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { ActionButton, Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { problemsOf, TextField } from '../../components/field.js';
import { ShownOnce } from '../../components/shown-once.js';
import { RoleChoice } from './role-choice.js';

/** A one-time link as it is handed over: with the address that the page has here. */
export const linkOf = (invitation) => new URL(invitation.path, location.origin).href;

export function NewUser({ close }) {
  const [wanted, setWanted] = useState({ name: '', displayName: '', email: '', roles: ['viewer'] });
  const [error, setError] = useState(null);
  const [link, setLink] = useState('');
  const set = (field) => (value) => setWanted((before) => ({ ...before, [field]: value }));
  const add = async () => {
    try {
      setError(null);
      const { data } = await post('/users', wanted);
      setLink(linkOf((await post(path(['users', data.id, 'invitation']))).data));
    } catch (refused) {
      setError(refused);
    }
  };
  if (link) {
    return html`
      <${Dialog} key="made" title=${`${wanted.name} can sign in`} close=${close} foot=${html`<${Button} kind="primary" onClick=${close}>Done<//>`}>
        <${ShownOnce} text=${link} what="Link"><p>It works once, within a day, and whoever opens it is signed in as ${wanted.name}: hand it over accordingly.</p><//>
      <//>`;
  }
  const wrong = problemsOf(error, ['name', 'displayName', 'email']);
  return html`
    <${Dialog} title="Invite somebody" close=${close} foot=${html`
      <${Button} onClick=${close}>Cancel<//><${ActionButton} kind="primary" run=${add}>Add and make a link<//>`}>
      ${wrong[''] && html`<p class="remark bad" role="alert">${wrong['']}</p>`}
      <${TextField} label="Name" hint="They sign in by it." value=${wanted.name} onInput=${set('name')} error=${wrong.name} autofocus />
      <${TextField} label="Display name" optional value=${wanted.displayName} onInput=${set('displayName')} error=${wrong.displayName} />
      <${TextField} label="E-mail" optional type="email" value=${wanted.email} onInput=${set('email')} error=${wrong.email} />
      <${RoleChoice} value=${wanted.roles} onChange=${set('roles')} />
    <//>`;
}
