// The form of a definition, for adding a server and for changing one.

import { html } from '../../app/html.js';
import { Container } from './container.js';
import { FormContext, useForm } from './context.js';
import { Check, Remark, Text } from './fields.js';
import { Process, Remote } from './launches.js';
import { Pairs } from './pairs.js';
import { Section } from './section.js';
import { Settings } from './settings.js';

const LAUNCHES = { process: Process, container: Container, remote: Remote };

/**
 * All fields of a definition. `definition` is one as the API gives it, or a part of one (defaults are shown);
 * `onChange` gets the next. `problems` and `remarks` are what useValidation gives; problems are shown at fields that
 * were left or changed, all of them once it was `submitted`.
 */
export function DefinitionForm({ definition, onChange, problems = [], remarks = [], submitted = false }) {
  const form = useForm({ definition, onChange, problems, remarks, submitted });
  const Launch = LAUNCHES[definition.launch.kind];
  const { labels = {} } = definition;
  const amount = Object.keys(labels).length;
  return html`
    <${FormContext.Provider} value=${form}>
      <div class="definition stack">
        <${Text} path="name" label="Name" keepEmpty placeholder="files" hint="Unique, and part of its address and of the names of its tools: letters, digits, dots, hyphens and underscores." maxlength="48" />
        <${Launch} />
        <${Rest} form=${form} />
        <div class="form-sections">
          <${Section} title="Description and labels" paths=${['description', 'labels', 'enabled']} note=${amount ? `${amount} label${amount === 1 ? '' : 's'}` : undefined}>
            <${Text} path="description" label="Description" optional lines=${2} hint="For people." />
            <${Pairs} path="labels" label="Labels" one="label" hint="To filter by." nameLike="team" valueLike="search" />
            <${Check} path="enabled" label="Enabled" otherwise=${true} hint="A disabled server is never started." />
          <//>
          <${Settings} />
        </div>
      </div>
    <//>`;
}

/** What belongs to no field that is shown. */
function Rest({ form }) {
  const { problems, remarks } = form.rest();
  const text = ({ field, message }) => (field && field !== 'launch' ? `${field}: ${message}` : message);
  return html`
    ${problems.length > 0 && html`<ul class="remark bad" role="alert">${problems.map((one) => html`<li key=${one.field}>${text(one)}</li>`)}</ul>`}
    ${remarks.map((one) => html`<${Remark} key=${one.field} text=${text(one)} />`)}`;
}

/** Goes to the first field that is wrong; call it after what was submitted is shown. */
export function focusFirstProblem() {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const wrong = document.querySelector('.definition [aria-invalid=true]');
    (wrong?.matches('fieldset') ? wrong.querySelector('input') : wrong)?.focus();
  }));
}
