import { html, useId } from '../app/html.js';

/** A part of a page with a heading of its own. */
export function Card({ title, actions, level = 2, flush = false, children, ...rest }) {
  const id = useId();
  const Heading = `h${level}`;
  return html`
    <section class=${`card ${flush ? 'flush' : ''}`} aria-labelledby=${title ? id : undefined} ...${rest}>
      ${(title || actions) && html`
        <div class="card-head"><${Heading} id=${id}>${title}<//>${actions && html`<div class="actions">${actions}</div>`}</div>`}
      ${children}
    </section>`;
}

/** One number with what it counts; with `href` a way to what stands behind it. */
export function Stat({ label, value, note, state, href }) {
  const inner = html`
    <span class="stat-label">${label}</span> <span class="stat-value" data-state=${state}>${value}</span>
    ${note && html` <span class="stat-note">${note}</span>`}`;
  return href ? html`<a class="stat" href=${href}>${inner}</a>` : html`<p class="stat">${inner}</p>`;
}

/** Names and values. `facts` are [name, value]; what is empty is left out. */
export function Facts({ facts }) {
  return html`
    <dl class="facts">
      ${facts.filter(Boolean).filter(([, value]) => value !== undefined && value !== null && value !== '').map(([name, value]) => html`
        <div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>`;
}
