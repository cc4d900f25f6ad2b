// What is shown when there is nothing to show: nothing yet, nothing any more, not now.

import { html } from '../app/html.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/** Nothing is here: what this would be, and (as children) what to do next. */
export function Empty({ icon = 'info', title, text, children }) {
  return html`
    <div class="empty">
      <${Icon} name=${icon} size=${32} />
      <p class="empty-title">${title}</p>
      ${text && html`<p>${text}</p>`}
      ${children && html`<div class="actions">${children}</div>`}
    </div>`;
}

/** It did not work: what happened, and a way to try again. */
export function Failure({ error, retry }) {
  const denied = error.status === 403;
  return html`
    <div class="empty failure" role="alert">
      <${Icon} name=${denied ? 'key' : 'warning'} size=${32} />
      <p class="empty-title">${denied ? 'You may not see this' : 'This could not be loaded'}</p>
      <p>${error.message}</p>
      ${retry && !denied && html`<div class="actions"><${Button} icon="restart" onClick=${retry}>Try again<//></div>`}
    </div>`;
}

/** Grey shapes of what is coming. */
export function Loading({ lines = 4, label = 'Loading…' }) {
  return html`
    <div class="skeletons" role="status" aria-label=${label}>
      ${Array.from({ length: lines }, (_, at) => html`<div key=${at} class="skeleton"></div>`)}
    </div>`;
}

/** One of loading, failure, empty and what was loaded; `load` is what useLoad gives. */
export function Loaded({ load, empty, children }) {
  if (load.data === undefined) return load.error ? html`<${Failure} error=${load.error} retry=${load.reload} />` : html`<${Loading} />`;
  const none = Array.isArray(load.data) ? load.data.length === 0 : Array.isArray(load.data?.data) && load.data.data.length === 0;
  return html`
    ${load.error && html`<p class="remark bad" role="alert">${load.error.message} What you see is from before. <button type="button" class="link" onClick=${load.reload}>Try again</button></p>`}
    ${none && empty ? empty : children(load.data)}`;
}
