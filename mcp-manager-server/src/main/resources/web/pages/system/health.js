// What is wrong with the manager and its machine, and what to do about it.

import { announce } from '../../app/announce.js';
import { get, useLoad } from '../../app/api.js';
import { bytes, clock, count, dateTime, duration } from '../../app/format.js';
import { html, useEffect } from '../../app/html.js';
import { Badge } from '../../components/badge.js';
import { ActionButton } from '../../components/button.js';
import { Card, Facts, Stat } from '../../components/card.js';
import { Loaded } from '../../components/states.js';

const WORDS = { ok: 'Fine', skipped: 'Not checked', warning: 'Warning', problem: 'Problem' };
const WORST_FIRST = ['problem', 'warning', 'ok', 'skipped'];
const AREAS = {
  store: 'Database', servers: 'Servers', definitions: 'Definitions', leftovers: 'Leftover processes', docker: 'Containers', port: 'Port',
  configuration: 'Configuration', disk: 'Disk', key: 'Key', memory: 'Memory', limits: 'Limits', threads: 'Threads', clock: 'Clock',
  java: 'Java', helpers: 'Helper programs',
};
const FACTS_EVERY_MS = 5000;

const areaOf = ({ id }) => id.split('.')[0];
const nameOf = (area) => AREAS[area] ?? area;
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
const isBad = ({ status }) => status === 'problem' || status === 'warning';
const byWorst = (a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status);

export function Health() {
  const report = useLoad(() => get('/diagnostics').then(({ data }) => data), []);
  const look = async () => {
    await report.reload();
    announce('Looked again');
  };
  const info = useLoad(() => get('/system-info').then(({ data }) => data), []);
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) info.reload(); }, FACTS_EVERY_MS);
    return () => clearInterval(timer);
  }, [info.reload]);
  return html`
    <${Loaded} load=${info}>${(data) => html`<${Numbers} data=${data} />`}<//>
    <${Loaded} load=${report}>${(data) => html`<${Report} report=${data} look=${look} />`}<//>
    ${info.data && html`<${Program} data=${info.data} />`}`;
}

function Numbers({ data }) {
  return html`
    <div class="stats">
      <${Stat} label="Running for" value=${duration((Date.now() - Date.parse(data.startedAt)) / 1000)} note=${`since ${dateTime(data.startedAt)}`} />
      ${data.memoryMaxBytes && html`<${Stat} label="Memory (heap)" value=${bytes(data.memoryUsedBytes)} note=${`of ${bytes(data.memoryMaxBytes)}`}
        state=${data.memoryUsedBytes > data.memoryMaxBytes * 0.9 ? 'warning' : undefined} />`}
      ${data.servers && html`<${Stat} label="Servers" value=${data.servers.total} note=${`${data.servers.running} running`} href="/servers" />`}
      ${data.clients !== undefined && html`<${Stat} label="Clients" value=${data.clients} note="connected to the gateway" href="/gateway" />`}
    </div>`;
}

function Program({ data }) {
  return html`
    <${Card} title="Program and machine"><${Facts} facts=${[
    ['Version', data.version], ['Java', data.java], ['System', data.os], ['Processors', data.processors], ['Process', data.processId],
    ['Data folder', data.dataDirectory && html`<code>${data.dataDirectory}</code>`], ['Gateway', html`<code>${location.origin}${data.gatewayPath}</code>`],
    ['Access', data.open ? 'open: everybody on this machine may do everything' : 'who has signed in'],
  ]} /><//>`;
}

function Report({ report, look }) {
  const bad = report.findings.filter(isBad).sort(byWorst);
  const problems = bad.filter(({ status }) => status === 'problem').length;
  const verdict = bad.length === 0 ? 'Nothing is wrong'
    : [problems && count(problems, 'problem'), bad.length > problems && count(bad.length - problems, 'warning')].filter(Boolean).join(', ');
  return html`
    <${Card} title="What was found" actions=${html`
      <span class="soft">Looked at <time datetime=${report.time}>${clock(report.time)}</time></span>
      <${ActionButton} small icon="restart" run=${look}>Look again<//>`}>
      <p role="status"><${Badge} state=${report.status}>${verdict}<//></p>
      ${bad.length > 0 && html`<ul class="findings" aria-label="Findings">${bad.map((finding) => html`<${Finding} key=${finding.id + finding.subject} finding=${finding} />`)}</ul>`}
    <//>
    <${Components} findings=${report.findings} />`;
}

/** Every component with the worst that was found about it, and all that was. */
function Components({ findings }) {
  const areas = Map.groupBy([...findings].sort(byWorst), areaOf);
  const sorted = [...areas].sort(([, a], [, b]) => byWorst(a[0], b[0]));
  return html`
    <${Card} title="Components" flush>
      <ul class="system-components">
        ${sorted.map(([area, found]) => html`
          <li key=${area}><details>
            <summary><${Badge} state=${found[0].status}>${WORDS[found[0].status] ?? found[0].status}<//> ${nameOf(area)} <small>${count(found.length, 'check')}</small></summary>
            <ul class="findings">${found.map((finding) => html`<${Finding} key=${finding.id + finding.subject} finding=${finding} />`)}</ul>
          </details></li>`)}
      </ul>
    <//>`;
}

function Finding({ finding }) {
  const { id, subject, status, found, remedy } = finding;
  const title = nameOf(areaOf(finding));
  return html`
    <li class="finding" data-state=${status} title=${id}>
      <${Badge} state=${status}>${WORDS[status] ?? status}<//>
      <div><p><strong>${subject ? `${title}: ${subject}` : title}</strong> ${sentence(found)}</p>${remedy && html`<p class="soft">${remedy}</p>`}</div>
    </li>`;
}
