import { count, number } from '../../app/format.js';
import { html, useEffect, useState } from '../../app/html.js';
import { path } from '../../app/api.js';
import { Button } from '../button.js';
import { Checkbox, Search, Select } from '../field.js';
import { copyRows, selectedRows } from './selection.js';

const LEVELS = [['', 'All levels'], ['info', 'Info and worse'], ['warning', 'Warnings and errors'], ['error', 'Errors only']];
const STREAMS = [['', 'All streams'], ['stdout', 'stdout'], ['stderr', 'stderr'], ['mcp', 'MCP log'], ['manager', 'Manager']];

export function LogToolbar({ feed, server, filter, find, query, only, level, stream, wrap, current, selection }) {
  const following = feed.following.value;
  const ready = feed.state.value === 'ready';
  const dropped = feed.dropped.value;
  const copyChosen = () => copyRows(selection ? selectedRows(feed.lines, selection) : feed.lines.rows);
  const onKeyDown = (press) => {
    if (press.key === 'Enter') find(press.shiftKey ? -1 : 1);
  };
  const exported = (format) => `/api/v1${path(['servers', server, 'logs', 'export'], { ...filter, format })}`;
  return html`
    <div class="toolbar log-toolbar" role="group" aria-label="The log">
      <div class="log-find">
        <${Search} label="Find in the log" value=${query[0]} onInput=${query[1]} onKeyDown=${onKeyDown} />
        ${query[0] && html`
          <${Found} feed=${feed} current=${current} query=${query[0]} />
          <${Button} small icon="up" label="Previous" onClick=${() => find(-1)} />
          <${Button} small icon="down" label="Next" onClick=${() => find(1)} />
          <${Checkbox} label="Only these" checked=${only[0]} onChange=${only[1]} />`}
      </div>
      <${Select} aria-label="Level" value=${level[0]} onChange=${level[1]} options=${LEVELS} />
      <${Select} aria-label="Stream" value=${stream[0]} onChange=${stream[1]} options=${STREAMS} />
      <${Checkbox} label="Wrap lines" checked=${wrap[0]} onChange=${wrap[1]} />
      <div class="actions end">
        <${Button} small icon=${following ? 'pause' : 'play'} onClick=${() => (following ? feed.pause() : feed.follow())}>${following ? 'Pause' : 'Follow'}<//>
        <${Button} small icon="copy" why=${ready ? undefined : 'There is nothing to copy yet.'} onClick=${copyChosen}>${selection ? 'Copy chosen' : 'Copy all'}<//>
        <a class="button small" href=${exported('text')} download>Export text</a>
        <a class="button small" href=${exported('ndjson')} download>Export JSON lines</a>
      </div>
      ${dropped > 0 && html`<p class="hint log-dropped">${count(dropped, 'line')} were dropped since the manager started: the server wrote more than its configuration lets it.</p>`}
    </div>`;
}

/** How many lines have what is searched for; looked at twice a second, however fast lines come. */
function Found({ feed, current, query }) {
  const [, look] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => look((turn) => turn + 1), 500);
    const first = setTimeout(() => look((turn) => turn + 1), 30);
    return () => { clearInterval(timer); clearTimeout(first); };
  }, [query]);
  const { found } = feed.lines;
  const at = found.findIndex((row) => row.key === current);
  return html`<span class="soft number" role="status">${at >= 0 ? `${number(at + 1)} of ${number(found.length)}` : count(found.length, 'line')}</span>`;
}
