import { count, number } from '../../app/format.js';
import { computed, html } from '../../app/html.js';
import { servers, stateCounts } from '../../app/servers.js';
import { Stat } from '../../components/card.js';

/** How many running servers are not well. */
const ill = computed(() => {
  let ill = 0;
  for (const { state, health } of servers.value?.values() ?? []) if (state === 'running' && health?.status === 'unhealthy') ill++;
  return ill;
});

/** How many servers are in which state, each a way to them. */
export function Numbers() {
  const known = servers.value !== undefined;
  const counts = stateCounts.value;
  const of = (...states) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const shown = (value) => (known ? number(value) : '–');
  const moving = of('starting', 'stopping');
  return html`
    <div class="stats" role="group" aria-label="Servers by state">
      <${Stat} label="Servers" value=${shown(servers.value?.size ?? 0)} href="/servers" note=${moving ? `${count(moving, 'is', 'are')} changing` : undefined} />
      <${Stat} label="Running" value=${shown(of('running'))} state=${of('running') ? 'running' : undefined} href="/servers?state=running"
        note=${ill.value ? `${number(ill.value)} unhealthy` : undefined} />
      <${Stat} label="Failed" value=${shown(of('error'))} state=${of('error') ? 'error' : undefined} href="/servers?state=error" />
      <${Stat} label="Stopped" value=${shown(of('stopped', 'disabled'))} href="/servers?state=stopped" note=${of('disabled') ? `${number(of('disabled'))} disabled` : undefined} />
      <${Stat} label="In maintenance" value=${shown(of('maintenance'))} state=${of('maintenance') ? 'maintenance' : undefined} href="/servers?state=maintenance" />
    </div>`;
}
