// What stands around every page: navigation, the state of the connection, what is said to everybody.

import { Confirm } from '../components/dialog.js';
import { Icon } from '../components/icon.js';
import { Toasts } from '../components/toast.js';
import { announcement } from './announce.js';
import { html, useEffect, useState } from './html.js';
import { connection } from './live.js';
import { Navigation } from './navigation.js';
import { PageView } from './page-view.js';
import { place } from './router.js';
import { session } from './session.js';
import { Shortcuts } from './shortcuts.js';

export function Shell() {
  const [open, setOpen] = useState(false);
  const { path } = place.value;
  useEffect(() => setOpen(false), [path]);
  return html`
    <a class="skip" href="#main">Skip to the content</a>
    <div class="shell">
      <header class="top">
        <button type="button" class="button quiet icon-only" aria-expanded=${open} aria-controls="navigation" onClick=${() => setOpen(!open)}>
          <${Icon} name="menu" label="Navigation" />
        </button>
        <a class="brand" href="/"><${Mark} /> <span>MCP Manager</span></a>
      </header>
      <${Navigation} open=${open} close=${() => setOpen(false)} />
      <div class="content">
        <${Banners} />
        <main id="main" tabindex="-1"><${PageView} /></main>
      </div>
    </div>
    <p class="unseen" role="status" aria-live="polite">${announcement.value}</p>
    <${Toasts} />
    <${Confirm} />
    <${Shortcuts} />`;
}

function Banners() {
  return html`
    <div role="alert">
      ${connection.value === 'unreachable' && html`
        <p class="banner bad" id="unreachable">The manager does not answer, so what you see may be out of date.
          Start it with <code>mcp-manager serve</code>; this page reconnects by itself.</p>`}
    </div>
    ${session.value?.open && html`
      <p class="banner warn" id="open" role="region" aria-label="Open mode">Open mode: everybody on this machine may do everything here. Start without <code>--open</code> to close it.</p>`}`;
}

export function Mark() {
  return html`
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" class="mark">
      <path d="M16 4v8M16 20v8M4 16h8M20 16h8" /><circle cx="16" cy="16" r="4.5" />
      <circle cx="16" cy="4" r="2" /><circle cx="16" cy="28" r="2" />
      <circle cx="4" cy="16" r="2" /><circle cx="28" cy="16" r="2" />
    </svg>`;
}
