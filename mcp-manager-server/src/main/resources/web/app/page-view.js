// Loads and shows the page of the place where we are.

import { Empty, Failure, Loading } from '../components/states.js';
import { html, useEffect, useState } from './html.js';
import { PAGES } from './pages.js';
import { match, place } from './router.js';
import { may, session } from './session.js';

const loaded = new Map();

/** The page of a path with its parameters; null if there is none. */
function find(path) {
  for (const page of PAGES) {
    const parameters = match(page.path, path);
    if (parameters) return { page, parameters };
  }
  return null;
}

const sheets = new Map();

/** A style sheet of a page, which is there before the page is shown. */
function styleSheet(name) {
  if (!sheets.has(name)) {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL(`../css/${name}.css`, import.meta.url) });
    sheets.set(name, new Promise((resolve, reject) => { link.onload = resolve; link.onerror = reject; }));
    document.head.append(link);
  }
  return sheets.get(name);
}

export function PageView() {
  const found = find(place.value.path);
  const page = found?.page;
  const [, shown] = useState(0);
  const [error, setError] = useState(null);
  useEffect(() => {
    setError(null);
    if (!page || loaded.has(page)) return;
    Promise.all([page.load(), ...(page.css?.split(' ') ?? []).map(styleSheet)]).then(([module]) => {
      loaded.set(page, module.default);
      shown((turn) => turn + 1);
    }, setError);
  }, [page]);
  useEffect(() => { if (!page || loaded.has(page)) focusHeading(); }, [page, Object.values(found?.parameters ?? {})[0], loaded.has(page)]);

  if (!found) return html`<${Missing} />`;
  if (page.needs && session.value && !may(page.needs)) return html`<${Denied} page=${page} />`;
  if (error) {
    return html`<${Page} title=${page.title}><${Failure} error=${new Error('This page could not be loaded. Is the manager still running?')}
      retry=${() => location.reload()} /><//>`;
  }
  const View = loaded.get(page);
  return View ? html`<${View} key=${page.path} ...${found.parameters} />` : html`<${Page} title=${page.title}><${Loading} /><//>`;
}

let first = true;

/** Who follows a link hears and sees where they are now; on the first page the browser says so itself. */
function focusHeading() {
  if (!first) document.querySelector('main h1')?.focus({ preventScroll: true });
  first = false;
}

/** The frame of a page: its heading, what can be done with the whole of it, and what it shows. */
export function Page({ title, lead, back, actions, children }) {
  useEffect(() => { document.title = `${title} · MCP Manager`; }, [title]);
  return html`
    <div class="page">
      <div class="page-head">
        <div class="page-title">
          ${back && html`<a class="back" href=${back.path}>${back.title}</a>`}
          <h1 tabindex="-1">${title}</h1>
          ${lead && html`<div class="lead">${lead}</div>`}
        </div>
        ${actions && html`<div class="actions">${actions}</div>`}
      </div>
      ${children}
    </div>`;
}

function Missing() {
  return html`<${Page} title="No such page"><${Empty} icon="search" title="There is no page here"
    text="The address may be mistyped, or what it shows may have been deleted." >
    <a class="button" href="/">Go to the overview</a><//><//>`;
}

function Denied({ page }) {
  return html`<${Page} title=${page.title}><${Empty} icon="key" title="You may not see this page"
    text=${`It needs the permission ${page.needs}. Ask an administrator for a role that has it.`} /><//>`;
}
