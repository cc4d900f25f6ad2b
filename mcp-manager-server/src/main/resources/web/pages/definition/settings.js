// What holds for a server however it is launched. Fields show the default where nothing is set.

import { html, useContext } from '../../app/html.js';
import { FormContext } from './context.js';
import { Check, Choice, Numeric, Size, Text, Time } from './fields.js';
import { Section } from './section.js';
import { timeText } from './convert.js';

const MODES = [['on-failure', 'when it fails'], ['always', 'whenever it ends'], ['never', 'never']];
const CHECKS = [['mcp-ping', 'MCP ping'], ['http-get', 'HTTP request'], ['tcp-connect', 'TCP connection'], ['process-alive', 'process is alive'], ['container-health', 'verdict of the container engine'], ['none', 'none']];
const UNHEALTHY = [['nothing', 'nothing'], ['restart', 'restart it'], ['remove-from-rotation', 'give it no calls']];

export function Settings() {
  const { definition: { settings = {}, launch } } = useContext(FormContext);
  const { health = {}, restart = {}, gateway = {} } = settings;
  const check = health.kind ?? 'mcp-ping';
  return html`
    <${Section} title="Health" paths=${['settings.health']} note=${`${CHECKS.find(([key]) => key === check)?.[1]}${check === 'none' ? '' : `, every ${timeText(health.interval ?? 'PT30S')}`}`}>
      <div class="form-grid">
        <${Choice} path="settings.health.kind" label="Check" otherwise="mcp-ping" options=${CHECKS} />
        ${check !== 'none' && html`
          <${Time} path="settings.health.interval" label="Every" placeholder="30 s" />
          <${Time} path="settings.health.timeout" label="Longest answer" placeholder="5 s" />
          <${Time} path="settings.health.startPeriod" label="Failures don’t count for" placeholder="5 s" />
          <${Numeric} path="settings.health.failureThreshold" label="Unhealthy after failures" placeholder="3" inputmode="numeric" />
          <${Numeric} path="settings.health.successThreshold" label="Healthy after successes" placeholder="1" inputmode="numeric" />
          <${Choice} path="settings.health.whenUnhealthy" label="When it is unhealthy" otherwise="nothing" options=${UNHEALTHY} />
          <${Numeric} path="settings.health.availabilityObjective" label="Meant to be up, %" placeholder="99.9" />`}
      </div>
      ${(check === 'http-get' || check === 'tcp-connect') && html`
        <${Text} path="settings.health.target" label="What is looked at" mono placeholder=${check === 'http-get' ? 'http://127.0.0.1:8080/health' : 'tcp://127.0.0.1:8080'} hint="Else the server’s own URL." />`}
      ${check === 'http-get' && html`<${Numeric} path="settings.health.expectedStatus" label="Expected status" placeholder="200" inputmode="numeric" />`}
    <//>
    <${Section} title="Restarts" paths=${['settings.restart', 'settings.whenWedged']} note=${MODES.find(([key]) => key === (restart.mode ?? 'on-failure'))?.[1]}>
      <div class="form-grid">
        <${Choice} path="settings.restart.mode" label="It is started again" otherwise="on-failure" options=${MODES} />
        <${Numeric} path="settings.restart.maxRestarts" label="At most this often" placeholder=${launch.kind === 'remote' ? '1000' : '5'} inputmode="numeric" />
        <${Time} path="settings.restart.window" label="Within" placeholder="5 min" />
        <${Time} path="settings.restart.firstDelay" label="First pause" placeholder="1 s" />
        <${Time} path="settings.restart.maxDelay" label="Longest pause" placeholder="1 min" />
        <${Time} path="settings.restart.resetAfter" label="Counts anew after" placeholder="1 min" />
        <${Choice} path="settings.whenWedged" label="When it answers nothing any more" otherwise="restart" options=${UNHEALTHY} />
      </div>
    <//>
    <${Section} title="Time limits" paths=${['settings.installTimeout', 'settings.startTimeout', 'settings.stopTimeout', 'settings.callTimeout']}>
      <div class="form-grid">
        <${Time} path="settings.installTimeout" label="To install it" placeholder="10 min" />
        <${Time} path="settings.startTimeout" label="To start" placeholder="1 min" />
        <${Time} path="settings.stopTimeout" label="To stop by itself" placeholder="5 s" />
        <${Time} path="settings.callTimeout" label="For a call" placeholder="5 min" />
      </div>
    <//>
    <${Section} title="Behind the gateway" paths=${['settings.gateway']} note=${gateway.exposed === false ? 'not part of the endpoint of all servers' : undefined}>
      <${Check} path="settings.gateway.exposed" label="Part of the endpoint of all servers" otherwise=${true} hint="Its own address is there either way." />
      <${Check} path="settings.gateway.repeatIdempotent" label="Repeat calls of harmless tools if it ended over them" />
      <${Check} path="settings.gateway.validateArguments" label="Check calls against the schemas of its tools" hint="Those that do not fit are refused before they reach it." />
      <div class="form-grid">
        <${Text} path="settings.gateway.prefix" label="Prefix of its names" optional mono hint="Else its own name." />
        <${Choice} path="settings.gateway.protocol" label="Protocol" otherwise="auto" options=${[['auto', 'the newest it knows'], ['legacy', 'up to 2025-11-25'], ['modern', '2026-07-28']]} />
        <${Choice} path="settings.gateway.isolation" label="An instance of its own for" otherwise="auto" options=${[['auto', 'clients it may ask'], ['shared', 'nobody'], ['session', 'every client']]} />
        <${Numeric} path="settings.gateway.maxIsolated" label="At most so many instances" placeholder="16" inputmode="numeric" />
        <${Numeric} path="settings.gateway.maxInFlight" label="Calls at a time" placeholder="256" inputmode="numeric" />
        <${Size} path="settings.gateway.maxResultBytes" label="Longest result" placeholder="no limit" />
      </div>
    <//>
    <${Section} title="Log" paths=${['settings.log']}>
      <div class="form-grid">
        <${Numeric} path="settings.log.historyLines" label="Lines kept" placeholder="10000" inputmode="numeric" />
        <${Size} path="settings.log.historyBytes" label="Text kept" placeholder="16 MiB" />
        <${Time} path="settings.log.historyAge" label="Kept for" placeholder="30 d" />
        <${Size} path="settings.log.maxLineBytes" label="Longest line" placeholder="64 KiB" />
        <${Numeric} path="settings.log.linesPerSecond" label="Lines a second" placeholder="1000" inputmode="numeric" />
        <${Size} path="settings.log.bytesPerSecond" label="Text a second" placeholder="1 MiB" />
      </div>
    <//>`;
}
