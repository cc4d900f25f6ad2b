import { Icon } from '../components/icon.js';
import { html, signal } from './html.js';
import { connection } from './live.js';
import { PAGES } from './pages.js';
import { place } from './router.js';
import { may, session, signOut } from './session.js';
import { Mark } from './shell.js';
import { openPalette } from './shortcuts.js';
import { chooseTheme, theme, THEMES } from './theme-choice.js';

const CONNECTIONS = { connecting: 'Connecting…', live: 'Live', reconnecting: 'Reconnecting…', unreachable: 'Manager stopped' };

/** How many things wait for somebody, by path of the page that shows them. */
export const waiting = signal({});

export function Navigation({ open }) {
  const shown = PAGES.filter((page) => page.icon && (!page.needs || may(page.needs)));
  const groups = [...new Set(shown.map((page) => page.group))];
  return html`
    <nav id="navigation" class=${`navigation ${open ? 'open' : ''}`} aria-label="Pages">
      <a class="brand" href="/"><${Mark} /> <span>MCP Manager</span></a>
      <button type="button" class="button find" onClick=${openPalette} aria-keyshortcuts="Control+K">
        <${Icon} name="search" /> Find or do… <kbd>Ctrl K</kbd>
      </button>
      ${groups.map((group) => html`
        <div key=${group} class="navigation-group" role="group" aria-label=${group || 'Main'}>
          ${group && html`<p class="navigation-title" aria-hidden="true">${group}</p>`}
          ${shown.filter((page) => page.group === group).map((page) => html`<${Entry} key=${page.path} page=${page} />`)}
        </div>`)}
      <div class="navigation-foot">
        <p id="connection" class="badge" role="status" data-state=${connection.value}>${CONNECTIONS[connection.value]}</p>
        <${ThemeChoice} />
        ${session.value?.signedIn && !session.value.open && html`
          <p id="account" class="account"><a href="/profile" id="account-name">${session.value.name}</a>
            <button type="button" class="button quiet small" id="sign-out" onClick=${signOut}>Sign out</button></p>`}
      </div>
    </nav>`;
}

function Entry({ page }) {
  const target = page.path.replace(/\/:.*$/, '');
  const here = place.value.path;
  const current = target === '/' ? here === '/' : here === target || here.startsWith(`${target}/`);
  const number = waiting.value[target];
  return html`
    <a href=${target} class="navigation-entry" aria-current=${current ? 'page' : undefined}>
      <${Icon} name=${page.icon} /> <span>${page.title}</span>
      ${number > 0 && html`<span class="navigation-count">${number}<span class="unseen"> waiting</span></span>`}
    </a>`;
}

function ThemeChoice() {
  return html`
    <label class="theme-choice"><span class="unseen">Theme</span>
      <select value=${theme.value} onChange=${(change) => chooseTheme(change.target.value)}>
        ${THEMES.map(([name, title]) => html`<option key=${name} value=${name}>${title} theme</option>`)}
      </select>
    </label>`;
}
