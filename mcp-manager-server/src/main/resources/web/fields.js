import { element } from './dom.js';

/** The lines of a text that are not blank. */
export function lines(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean);
}

/** A problem with a field, as the API tells it. */
export const wrong = (field, message) => Object.assign(new Error(message), { details: [{ field, message }] });

export function pairs(form, name, separator) {
  const result = {};
  for (const line of lines(form.elements[name].value)) {
    const at = line.indexOf(separator);
    if (at < 1) throw wrong(name, `“${line.slice(0, 20)}” is not of the form name${separator}value`);
    result[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return result;
}

export function clearProblems(form) {
  form.querySelectorAll('.wrong').forEach((text) => text.remove());
  form.querySelectorAll('[aria-invalid]').forEach((field) => {
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
  });
  form.querySelector('.problems').replaceChildren();
}

/** Problems go next to the field they are about, all others below the form. */
export function explain(form, error) {
  const left = [];
  for (const problem of error.details ?? []) {
    const field = fieldOf(form, problem.field);
    if (field) mark(field, problem.message);
    else left.push(problem.field ? `${problem.field}: ${problem.message}` : problem.message);
  }
  if (!error.details?.length) left.push(error.message);
  form.querySelector('.problems').replaceChildren(...left.map((text) => element('li', { textContent: text })));
  form.querySelector('[aria-invalid]')?.focus();
}

/** A field inside something closed can't be seen, so that is opened; one that has no meaning now is not shown. */
function fieldOf(form, path) {
  const field = [...form.elements].find((one) =>
    one.name && one.type !== 'checkbox' &&
    (path === one.name || path.startsWith(`${one.name}.`) || path.startsWith(`${one.name}[`)));
  if (!field || field.closest('[hidden]')) return null;
  field.closest('details')?.setAttribute('open', '');
  return field;
}

function mark(field, message) {
  const id = `${field.id}-wrong`;
  const shown = document.getElementById(id);
  if (shown) {
    shown.textContent += `; ${message}`;
    return;
  }
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', id);
  field.after(element('p', { id, className: 'wrong', textContent: message }));
}
