import { html, useMemo, useRef } from '../../app/html.js';
import { Icon } from '../../components/icon.js';
import { Empty } from '../../components/states.js';
import { VirtualList } from '../../components/virtual.js';
import { Visible } from '../../components/visible.js';

const ROW = 36;

export const toolPath = ({ server, originalName }) => `/tools/${encodeURIComponent(server)}/${encodeURIComponent(originalName)}`;

/** What a tool says of itself; it need not be true. */
export const isDestructive = ({ annotations }) => annotations?.destructiveHint === true && annotations?.readOnlyHint !== true;

/** Tools by server, as links. */
export function ToolList({ tools, chosen, any, more }) {
  const rows = useMemo(() => grouped(tools), [tools]);
  const box = useRef(null);
  if (!rows.length) return any ? html`<${Empty} icon="search" title="No tool is called so" text="Names, titles and descriptions are searched." />` : null;
  return html`
    <div class="tools-box">
      <${VirtualList} label="Tools by server" items=${rows} height=${ROW} box=${box} itemKey=${({ key }) => key}
        render=${(row) => (row.tool ? html`<${Row} tool=${row.tool} current=${row.tool.name === chosen?.name} />` : html`<p class="tools-server clip">${row.server} <span class="count">${row.number}</span></p>`)} />
    </div>
    ${more > 0 && html`<p class="tools-of soft">and ${more} more; search to find them</p>`}`;
}

function grouped(tools) {
  const byServer = Map.groupBy(tools, ({ server }) => server);
  const names = [...byServer.keys()].sort((a, b) => a.localeCompare(b, [], { numeric: true }));
  return names.flatMap((server) => {
    const own = byServer.get(server);
    return [{ key: `server ${server}`, server, number: own.length }, ...own.map((tool) => ({ key: tool.name, tool }))];
  });
}

function Row({ tool, current }) {
  return html`
    <a class="tools-row" href=${toolPath(tool)} aria-current=${current ? 'page' : undefined} title=${tool.title || undefined}>
      <span class="clip"><${Visible} text=${tool.originalName} /></span>
      ${isDestructive(tool) && html`<span class="tools-mark"><${Icon} name="warning" size=${14} label="says that it can destroy something" /></span>`}
    </a>`;
}
