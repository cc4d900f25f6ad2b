// What somebody who runs this wants to know first: what is wrong, what is going on, where clients connect.

import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { servers } from '../app/servers.js';
import { may } from '../app/session.js';
import { Button } from '../components/button.js';
import { Attention } from './overview/attention.js';
import { Connect } from './overview/connect.js';
import { FirstSteps } from './overview/first-steps.js';
import { LatestCalls, LatestEvents } from './overview/latest.js';
import { Numbers } from './overview/numbers.js';
import { Traffic } from './overview/traffic.js';

export default function OverviewPage() {
  const none = servers.value?.size === 0 && may('servers:read');
  return html`
    <${Page} title="Overview" actions=${may('servers:write') && !none && html`<${Button} kind="primary" icon="plus" href="/servers/new">Add server<//>`}>
      ${none ? html`<${FirstSteps} />` : may('servers:read') && html`<${Numbers} />`}
      ${!none && html`<${Attention} />`}
      ${may('proxy:read') && !none && html`<${Traffic} />`}
      <div class="columns">
        ${may('events:read') && html`<${LatestEvents} />`}
        ${may('proxy:read') && !none && html`<${LatestCalls} />`}
      </div>
      <${Connect} />
    <//>`;
}
