// Servers as cards, as many side by side as fit; only those near the window are in the document.

import { html, useLayoutEffect, useState } from '../../app/html.js';
import { memo } from '../../app/memo.js';
import { Ago } from '../../components/time.js';
import { useVisibleRows } from '../../components/virtual.js';
import { labelsOf, launchText, offersText } from './describe.js';
import { Actions, Choice, Name, Remark, States } from './parts.js';

const HEIGHT = 158;
const GAP = 12;
const NARROWEST = 300;

export function ServersCards({ servers, selection, onKeyDown }) {
  const [columns, setColumns] = useState(1);
  const rows = Math.ceil(servers.length / columns);
  const { frame, from, to, before, after } = useVisibleRows(rows, HEIGHT + GAP);
  useLayoutEffect(() => {
    const measure = () => setColumns(Math.max(1, Math.floor((frame.current.clientWidth + GAP) / (NARROWEST + GAP))));
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current);
    measure();
    return () => observer.disconnect();
  }, []);
  return html`
    <ul class="servers-cards" aria-label="Servers" ref=${frame} onKeyDown=${onKeyDown}
      style=${{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, paddingTop: `${before}px`, paddingBottom: `${after}px` }}>
      ${servers.slice(from * columns, to * columns).map((server, at) => html`
        <${Item} key=${server.id} server=${server} at=${from * columns + at} total=${servers.length} chosen=${selection?.has(server.id)} choose=${selection?.choose} />`)}
    </ul>`;
}

const Item = memo(({ server, at, total, chosen, choose }) => {
  const launch = launchText(server.definition.launch);
  const facts = [offersText(server.offers), ...labelsOf(server)].filter(Boolean).join(' · ');
  return html`
    <li class=${`card server-card ${chosen ? 'chosen' : ''}`} data-at=${at} aria-setsize=${total} aria-posinset=${at + 1}>
      <div class="server-card-head">${choose && html`<${Choice} server=${server} chosen=${chosen} choose=${choose} />`}<${Name} server=${server} /><${Actions} server=${server} /></div>
      <p class="row"><${States} server=${server} /> <span class="soft"><${Ago} at=${server.status.since} /></span></p>
      <code class="clip" title=${launch}>${launch}</code>
      <p class="server-card-foot"><${Remark} server=${server} />${facts && html`<span class="clip soft" title=${facts}>${facts}</span>`}</p>
    </li>`;
});
