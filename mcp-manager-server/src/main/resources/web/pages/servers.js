// All servers: to find, to see how they are, and to command one or many.

import { html, useEffect, useState } from '../app/html.js';
import { number } from '../app/format.js';
import { Page } from '../app/page-view.js';
import { servers, stateCounts } from '../app/servers.js';
import { may } from '../app/session.js';
import { Button } from '../components/button.js';
import { Empty, Loading } from '../components/states.js';
import { BulkBar, Runs } from './servers/bulk.js';
import { ServersCards } from './servers/cards.js';
import { DuplicateDialog } from './servers/duplicate.js';
import { useShownServers } from './servers/filter.js';
import { moveByKeys } from './servers/keys.js';
import { useSelection } from './servers/selection.js';
import { ServersTable } from './servers/table.js';
import { Toolbar } from './servers/toolbar.js';

export default function ServersPage() {
  const known = servers.value;
  const add = may('servers:write') && html`<${Button} kind="primary" icon="plus" href="/servers/new">Add a server<//>`;
  return html`
    <${Page} title="Servers" lead=${known?.size > 0 && html`<${Summary} />`} actions=${known?.size > 0 && add}>
      ${!known ? html`<${Loading} lines=${8} />` : known.size ? html`<${Servers} />` : html`<${NoServers} />`}
      <${DuplicateDialog} />
    <//>`;
}

function Summary() {
  const { running = 0, error = 0 } = stateCounts.value;
  return html`<span class="number">${number(running)} of ${number(servers.value.size)} running${error > 0 && html` · <a href="/servers?state=error">${number(error)} failed</a>`}</span>`;
}

/** Cards or table, as chosen in this browser; narrow windows always show cards. */
function useView() {
  const [view, setView] = useState(() => localStorage.getItem('servers-view') ?? 'table');
  const narrow = matchMedia('(max-width: 760px)');
  const [isNarrow, setNarrow] = useState(narrow.matches);
  useEffect(() => {
    const change = ({ matches }) => setNarrow(matches);
    narrow.addEventListener('change', change);
    return () => narrow.removeEventListener('change', change);
  }, []);
  const choose = (next) => {
    localStorage.setItem('servers-view', next);
    setView(next);
  };
  return [isNarrow ? 'cards' : view, choose];
}

function Servers() {
  const filter = useShownServers();
  const [view, setView] = useView();
  const mayChoose = may('servers:execute') || may('servers:write');
  const chosen = useSelection(filter.shown);
  const selection = mayChoose ? chosen : null;
  const press = (key) => {
    if (key.key === 'Escape' && chosen.chosen.length) chosen.clear();
    else moveByKeys(key, filter.shown.length);
  };
  return html`
    <${Toolbar} filter=${filter} view=${view} setView=${setView} selection=${selection} />
    <${Runs} />
    ${selection && html`<${BulkBar} selection=${selection} />`}
    ${!filter.shown.length
    ? html`<${Empty} icon="filter" title="No server passes the filters" text="Another search or fewer filters may find what you look for.">
        <${Button} onClick=${filter.clear}>Clear filters<//><//>`
    : view === 'cards'
      ? html`<${ServersCards} servers=${filter.shown} selection=${selection} onKeyDown=${press} />`
      : html`<${ServersTable} servers=${filter.shown} selection=${selection} sort=${filter.sort} setSort=${filter.setSort} onKeyDown=${press} />`}`;
}

const WAYS = [['process', 'Add a command', 'process'], ['container', 'Add a container', 'container'], ['remote', 'Add a URL', 'remote'], ['paste', 'Paste a configuration', 'copy']];

function NoServers() {
  if (!may('servers:write')) {
    return html`<${Empty} icon="server" title="No servers yet" text="Servers that an administrator adds appear here. You may not add any yourself." />`;
  }
  return html`
    <${Empty} icon="server" title="No servers yet"
      text="A server gives AI clients tools. Add one by its command, image or URL, or paste the mcpServers that an AI client has already.">
      ${WAYS.map(([way, title, icon]) => html`<${Button} key=${way} icon=${icon} kind=${way === 'process' ? 'primary' : ''} href=${`/servers/new?as=${way}`}>${title}<//>`)}
    <//>`;
}
