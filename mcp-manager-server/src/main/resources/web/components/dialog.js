// Dialogs are the browser's own: they hold the focus, close by Escape and give the focus back.

import { html, signal, useEffect, useId, useRef } from '../app/html.js';
import { Button } from './button.js';

/** Shown while it is rendered; `close` is called when it shall end. */
export function Dialog({ title, close, children, foot, wide = false, role }) {
  const dialog = useRef(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown.showModal();
    shown.querySelector('[autofocus]')?.focus();
    return () => {
      shown.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return html`
    <dialog ref=${dialog} class=${wide ? 'wide' : ''} aria-labelledby=${id} role=${role}
      onCancel=${(cancel) => { cancel.preventDefault(); close(); }}>
      <div class="dialog-head"><h2 id=${id}>${title}</h2>
        <${Button} kind="quiet" small icon="close" label="Close" onClick=${close} /></div>
      <div class="dialog-body">${children}</div>
      ${foot && html`<div class="dialog-foot">${foot}</div>`}
    </dialog>`;
}

const question = signal(null);

/**
 * Asks before something that can't be undone. `lost` are texts that name what will be gone; `action` names what is
 * done ("Delete files"). Gives whether it shall be done.
 */
export function confirm({ title, text, lost = [], action, danger = true }) {
  question.value?.answer(false);
  return new Promise((resolve) => {
    question.value = {
      title, text, lost, action, danger,
      answer: (yes) => { question.value = null; resolve(yes); },
    };
  });
}

export function Confirm() {
  const asked = question.value;
  if (!asked) return null;
  return html`
    <${Dialog} title=${asked.title} role="alertdialog" close=${() => asked.answer(false)} foot=${html`
      <button type="button" class="button" autofocus onClick=${() => asked.answer(false)}>Cancel</button>
      <${Button} kind=${asked.danger ? 'danger' : 'primary'} onClick=${() => asked.answer(true)}>${asked.action}<//>`}>
      ${asked.text && html`<p>${asked.text}</p>`}
      ${asked.lost.length > 0 && html`<ul class="lost">${asked.lost.map((text) => html`<li key=${text}>${text}</li>`)}</ul>`}
    <//>`;
}
