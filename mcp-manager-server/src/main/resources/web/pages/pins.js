// What tools are held to: changed ones first, with what is different, then all by server.

import { toolsTurn } from '../app/changed-tools.js';
import { get, useLoad } from '../app/api.js';
import { count } from '../app/format.js';
import { html, useEffect, useMemo, useRef } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { useQuery } from '../app/router.js';
import { may } from '../app/session.js';
import { Button } from '../components/button.js';
import { Search, Select } from '../components/field.js';
import { Empty, Loaded } from '../components/states.js';
import { ChangedTool } from './pins/changed.js';
import { ServerPins } from './pins/server.js';
import { TRUST } from './pins/words.js';

const MOST = 10_000;
const MOST_CHANGED = 20;
const SHOWN = [['all', 'All tools'], ['changed', 'Changed'], ['suspicious', 'Suspicious'], ['new', 'Not approved'], ['approved', 'Approved']];
const FILTERS = {
  all: () => true, changed: ({ state }) => state === 'changed', suspicious: ({ flags }) => flags.length > 0,
  new: ({ state }) => state !== 'approved', approved: ({ state }) => state === 'approved',
};

export default function PinsPage() {
  const load = useLoad(() => get(`/policy/pins?limit=${MOST}`).then(({ data }) => data), []);
  const policy = useLoad(() => get('/policy/rules').then(({ data }) => data), []);
  const loadedAt = useRef(toolsTurn.value);
  useEffect(() => {
    if (toolsTurn.value === loadedAt.current) return;
    loadedAt.current = toolsTurn.value;
    load.reload();
    policy.reload();
  }, [toolsTurn.value]);
  return html`
    <${Page} title="Tool pins" lead="Every tool is held to the definition that was seen first or approved last, so that a server can’t change it unnoticed."
      actions=${html`<${Button} href="/rules" icon="rule">Rules<//>`}>
      ${policy.data && html`<p class="soft">${TRUST(policy.data)} <a href="/rules">Change that</a></p>`}
      ${!may('proxy:write') && html`<p class="remark">You can see what has changed. To approve tools takes the permission <code>proxy:write</code>.</p>`}
      <${Loaded} load=${load} empty=${html`<${Empty} icon="pin" title="No tools yet"
        text="As soon as a server has been started, its tools are kept here as they were seen first."><${Button} kind="primary" href="/servers">Go to the servers<//><//>`}>
        ${(pins) => html`<${Pins} pins=${pins} reload=${load.reload} />`}<//>
    <//>`;
}

function Pins({ pins, reload }) {
  const [text, setText] = useQuery('q');
  const [server] = useQuery('server');
  const [show, setShow] = useQuery('show', 'all');
  const wanted = text.toLowerCase();
  const fitting = useMemo(() => pins.filter((pin) => (!server || pin.server === server || pin.serverId === server)
    && (FILTERS[show] ?? FILTERS.all)(pin) && `${pin.tool} ${pin.server}`.toLowerCase().includes(wanted)), [pins, server, show, wanted]);
  const changed = fitting.filter(FILTERS.changed);
  const servers = useMemo(() => [...Map.groupBy(fitting, ({ serverId }) => serverId).values()], [fitting]);
  return html`
    <div class="toolbar">
      <${Search} label="Find a tool or server" value=${text} onInput=${setText} />
      <${Select} aria-label="Show" value=${show} onChange=${setShow} options=${SHOWN} />
      ${server && html`<a href="/pins">All servers</a>`}
    </div>
    ${changed.slice(0, MOST_CHANGED).map((pin) => html`<${ChangedTool} key=${pin.serverId + pin.tool} pin=${pin} reload=${reload} />`)}
    ${changed.length > MOST_CHANGED && html`<p class="remark">${count(changed.length - MOST_CHANGED, 'more tool has', 'more tools have')} changed. Find them by name, or look at their servers below.</p>`}
    ${fitting.length === 0 && html`<${Empty} icon="search" title="No tool fits" text=${show === 'changed' ? 'No tool has changed since it was seen first or approved.' : 'Try other words, or show all.'} />`}
    ${servers.map((tools) => html`<${ServerPins} key=${tools[0].serverId} tools=${tools} open=${servers.length <= 2} reload=${reload} />`)}`;
}
