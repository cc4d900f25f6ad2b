import { html, useContext, useEffect, useState } from '../../app/html.js';
import { FormContext } from './context.js';

/**
 * A part of the form that is closed at first. `paths` are those of its fields: it opens by itself when something in it
 * is wrong. `note` says in closed state what is in it.
 */
export function Section({ title, note, paths, open: first = false, children }) {
  const form = useContext(FormContext);
  const [open, setOpen] = useState(first);
  const wrong = paths.flatMap((path) => form.problemsOf(path)).length;
  useEffect(() => { if (wrong && form.submitted) setOpen(true); }, [wrong, form.submitted]);
  // by state and not by the element itself, so that nothing drawn in between undoes it
  const turn = (click) => {
    click.preventDefault();
    setOpen(!open);
  };
  return html`
    <details class="form-section" open=${open} onToggle=${(toggle) => setOpen(toggle.currentTarget.open)}>
      <summary onClick=${turn}><span>${title}</span>${wrong > 0
    ? html` <span class="badge" data-state="bad">${wrong} to correct</span>`
    : note && html` <span class="soft form-note">${note}</span>`}</summary>
      <div class="stack form-section-body">${children}</div>
    </details>`;
}
