// All tools of the servers that run, to look at and to try.

import { get, path, useLoad } from '../app/api.js';
import { count } from '../app/format.js';
import { html, useEffect, useMemo, useRef, useState } from '../app/html.js';
import { useLive } from '../app/live.js';
import { Page } from '../app/page-view.js';
import { findServer } from '../app/servers.js';
import { may } from '../app/session.js';
import { Button } from '../components/button.js';
import { Search } from '../components/field.js';
import { Empty, Failure, Loading } from '../components/states.js';
import { ToolList } from './tools/list.js';
import { ToolView } from './tools/tool.js';

const SOON_MS = 600;
const TYPED_MS = 250;
const TYPES = ['server.catalog', 'server.state', 'policy.tool-changed', 'policy.changed'];

/** Asked again when servers come, go or offer something else. `search` is only asked for when there are too many to have all. */
function useTools(search) {
  const load = useLoad(() => get(path(['tools'], { q: search })), [search]);
  const timer = useRef(0);
  useEffect(() => () => { clearTimeout(timer.current); timer.current = 0; }, [load.reload]);
  useLive(may('events:read') ? 'events' : '', ({ type }) => {
    if (type === 'event') timer.current ||= setTimeout(() => { timer.current = 0; load.reload(); }, SOON_MS);
  }, { filter: { types: TYPES } });
  return load;
}

export default function ToolsPage({ server, tool }) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const load = useTools(asked);
  const tools = load.data?.data ?? [];
  const more = (load.data?.meta.total ?? 0) > tools.length;
  useEffect(() => {
    if (!more && !asked) return undefined;
    const timer = setTimeout(() => setAsked(text), TYPED_MS);
    return () => clearTimeout(timer);
  }, [text, more]);
  const found = useMemo(() => tools.filter((one) => isMeant(one, text, server && !tool ? server : '')), [tools, text, server, tool]);
  const named = findServer(server)?.name ?? server;
  const isAsked = (one) => one.server === named && (one.originalName === tool || one.name === tool);
  const chosen = tool && tools.find(isAsked);
  // a tool whose server has just ended stays, with what came of its call
  const kept = useRef(null);
  if (chosen) kept.current = chosen;
  const shown = chosen ?? (tool && kept.current && isAsked(kept.current) ? kept.current : undefined);
  return html`
    <${Page} title="Tools" lead=${load.data && `${count(load.data.meta.total, 'tool')} of the servers that run now`}>
      <div class=${`tools ${tool ? 'one' : ''}`}>
        <section class="card flush tools-list" aria-label="All tools">
          <div class="tools-search"><${Search} label="Find a tool" value=${text} onInput=${setText} /></div>
          ${server && !tool && html`<p class="tools-of">Of ${named} only. <a href="/tools">All tools</a></p>`}
          ${load.error && !load.data ? html`<${Failure} error=${load.error} retry=${load.reload} />`
    : !load.data ? html`<div class="tools-search"><${Loading} lines=${8} /></div>`
    : html`<${ToolList} tools=${found} chosen=${chosen} any=${tools.length > 0} more=${more ? load.data.meta.total - tools.length : 0} />`}
        </section>
        <div class="tools-detail">
          ${tool && html`<a class="back tools-back" href="/tools">All tools</a>`}
          ${shown && !chosen && html`<p class="remark warn" role="status">It is not offered now: ${named} is not running, or has changed what it offers.</p>`}
          ${shown ? html`<${ToolView} key=${shown.name} tool=${shown} />`
    : load.data && html`<section class="card" aria-label="Tool">${tool ? html`<${Gone} server=${named} tool=${tool} />` : html`<${Choose} none=${!tools.length} />`}</section>`}
        </div>
      </div>
    <//>`;
}

function isMeant({ name, title, description, server }, text, only) {
  if (only && server !== (findServer(only)?.name ?? only)) return false;
  return !text || text.toLowerCase().split(/\s+/).every((word) => `${name}\n${title ?? ''}\n${description ?? ''}\n${server}`.toLowerCase().includes(word));
}

function Gone({ server, tool }) {
  return html`<${Empty} icon="tool" title=${`${tool} is not offered now`}
    text=${`Either ${server} is not running or has no such tool, or a rule or a changed pin keeps it from being listed.`}>
    <${Button} href=${`/servers/${encodeURIComponent(server)}`}>Look at ${server}<//>
    ${may('proxy:read') && html`<${Button} href="/pins?state=changed">Changed tools<//>`}<//>`;
}

function Choose({ none }) {
  return none
    ? html`<${Empty} icon="tool" title="No tools yet" text="Tools of servers that run are listed here. Start a server, or add one."><${Button} href="/servers">Go to the servers<//><//>`
    : html`<${Empty} icon="tool" title="Choose a tool" text="Its description, a form for its arguments and what it answers are shown here." />`;
}
