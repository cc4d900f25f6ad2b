import { api } from './api.js';
import { loosenedText, notEnforcedText } from './container.js';
import { byId, clock, copy, element } from './dom.js';
import { Endpoints } from './endpoints.js';
import { HealthView } from './health.js';
import { LogView } from './log.js';
import { launchText } from './servers.js';

// as often as the manager looks
const USAGE_EVERY_MS = 10_000;

const LAUNCH = { process: 'Command', container: 'Image', remote: 'URL' };

const said = (state, word, text) => element('p', {},
  element('span', { className: 'badge', data: { state }, textContent: word }), text);

/** What is known of the selected server, and its log. */
export class Detail {
  #live;
  #log = new LogView();
  #health = new HealthView();
  #endpoints = new Endpoints();
  #server = null;
  #offered = '';

  constructor(live) {
    this.#live = live;
    byId('detail-copy').addEventListener('click', () =>
      copy(`${location.origin}/mcp/servers/${encodeURIComponent(this.#server.name)}`, 'URL'));
    setInterval(() => this.#refreshUsage(), USAGE_EVERY_MS);
  }

  get server() {
    return this.#server;
  }

  /** What a server takes changes without an event. */
  async #refreshUsage() {
    const server = this.#server;
    if (!server?.instance || document.hidden) return;
    try {
      const { instance } = await api.find(server.id);
      if (server !== this.#server || instance?.generation !== server.instance.generation) return;
      server.instance.usage = instance.usage;
      this.#showFacts(server);
    } catch {
      // the next round tries again; that the manager is away is shown elsewhere
    }
  }

  show(server) {
    const other = server?.id !== this.#server?.id;
    this.#server = server;
    byId('detail-empty').hidden = server !== null;
    byId('detail-body').hidden = server === null;
    byId('detail-tools').hidden = server === null;
    byId('detail-title').textContent = server?.name ?? 'Details';
    if (other) this.#follow();
    this.#health.show(server);
    this.#endpoints.show(server);
    if (server) {
      this.#showFacts(server);
      this.#showLoosened(server);
      this.#showFailure(server.status);
      this.#showTools(other);
    }
  }

  async #follow() {
    this.#live.unsubscribe('log');
    const server = this.#server;
    if (!server) return;
    byId('log-export').href = api.logExport(server.id);
    this.#log.clear('Loading the log…');
    try {
      const lines = await api.log(server.id);
      if (server.id !== this.#server?.id) return;
      if (lines.length === 0) this.#log.clear('Nothing has been logged yet.');
      lines.forEach((line) => this.#log.add(line));
    } catch (error) {
      this.#log.clear(`The log could not be read: ${error.message}`);
    }
    if (server.id !== this.#server?.id) return;
    this.#live.subscribe('log', `logs:${server.id}`, (message) => {
      if (message.type === 'log') this.#log.add(message.line);
      if (message.type === 'missed') this.#log.missed(message.from, message.to);
    }, () => this.#log.last);
  }

  #showFacts({ definition, instance, health, restarts, status }) {
    const facts = [
      [LAUNCH[definition.launch.kind], launchText(definition.launch)],
      ['Since', clock(status.since)],
      instance && !instance.container && ['Process', instance.processId ?? 'remote'],
      instance?.container && ['Container', containerText(instance.container)],
      instance?.container && ['Image is', instance.container.digest ?? instance.container.imageId],
      instance?.usage && ['Takes', usageText(instance.usage)],
      instance?.usage?.traffic && ['Moved', trafficText(instance.usage.traffic)],
      instance && ['Says it is', `${instance.serverName} ${instance.serverVersion}`],
      instance?.installed && !instance.container && ['Package', `${instance.installed.name}@${instance.installed.version}`],
      instance?.wedgedSince && ['Wedged since', clock(instance.wedgedSince)],
      instance?.isolated > 0 && ['Own instances', `${instance.isolated}, each for one client`],
      instance && ['Revision', instance.protocolRevision],
      health.checkedAt && ['Health', `${health.status}, checked ${clock(health.checkedAt)}`],
      health.error && ['Last check', health.error],
      restarts > 0 && ['Restarts', String(restarts)],
      definition.description && ['Description', definition.description],
    ].filter(Boolean);
    byId('facts').replaceChildren(...facts.map(([term, text]) =>
      element('div', {}, element('dt', { textContent: term }), element('dd', { textContent: text }))));
  }

  /** What is less safe than it could be is said where it can't be missed. */
  #showLoosened({ definition, instance }) {
    const place = byId('loosened');
    const notEnforced = notEnforcedText(instance?.container?.notEnforced ?? []);
    place.hidden = definition.launch.kind !== 'container';
    const loosened = loosenedText(definition.launch);
    place.replaceChildren(
      said(loosened.length ? 'loosened' : 'safe', loosened.length ? 'Loosened' : 'Safe defaults',
        loosened.length ? `It ${loosened.join('; ')}.` : 'Nothing about it is loosened.'),
      ...(notEnforced.length ? [said('error', 'Not enforced', `By this engine: ${notEnforced.join('; ')}.`)] : []));
  }

  #showFailure({ failure, nextStart }) {
    byId('failure').hidden = !failure;
    if (!failure) return;
    const facts = [
      `during ${failure.phase}`,
      failure.exitStatus !== null && failure.exitStatus !== undefined && `exit status ${failure.exitStatus}`,
      nextStart ? `next try at ${clock(nextStart)}` : 'it is not started again by itself: fix the cause and press Start',
    ].filter(Boolean);
    byId('failure-message').textContent = failure.message;
    byId('failure-facts').textContent = facts.join(' · ');
    byId('failure-lines').hidden = failure.lastErrorLines.length === 0;
    byId('failure-lines').textContent = failure.lastErrorLines.join('\n');
  }

  async #showTools(other) {
    const server = this.#server;
    const tools = server.offers?.tools ?? 0;
    byId('tools').hidden = tools === 0;
    byId('tools-title').textContent = `Tools (${tools})`;
    const offered = `${server.instance?.generation} ${tools}`;
    if (!other && offered === this.#offered) return;
    this.#offered = offered;
    const list = byId('tool-list');
    list.replaceChildren();
    if (tools === 0) return;
    try {
      const catalog = await api.catalog(server.id);
      if (server.id !== this.#server?.id) return;
      list.replaceChildren(...catalog.tools.map((tool) => element('li', {},
        element('code', { textContent: tool.originalName }),
        element('span', { textContent: tool.description ?? '' }))));
    } catch (error) {
      list.replaceChildren(element('li', { textContent: error.message }));
    }
  }
}

function usageText({ cpuPercent, residentBytes, processes, threads }) {
  return [
    cpuPercent !== null && `${cpuPercent} % of a processor`,
    residentBytes !== null && `${Math.round(residentBytes / 1e6)} MB`,
    `${processes} process${processes === 1 ? '' : 'es'}`,
    threads !== null && `${threads} thread${threads === 1 ? '' : 's'}`,
  ].filter(Boolean).join(' · ');
}

const containerText = ({ id, name, adopted }) =>
  `${name} · ${id.slice(0, 12)}${adopted ? ' · adopted: it ran before the manager was started' : ''}`;

function trafficText({ receivedBytes, sentBytes, readBytes, writtenBytes }) {
  return `network ${bytesText(receivedBytes)} in, ${bytesText(sentBytes)} out · disk ${bytesText(readBytes)} read, ${bytesText(writtenBytes)} written`;
}

function bytesText(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const shown = bytes / 1000 ** power;
  return `${power === 0 || shown >= 100 ? Math.round(shown) : shown.toFixed(1)} ${units[power]}`;
}
