// Which servers are shown, and in which order. What is asked for stands in the address, so it survives a reload.

import { useMemo } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { serverList } from '../../app/servers.js';
import { compare } from '../../components/table.js';
import { labelsOf, launchText } from './describe.js';

/** How servers can be sorted; "name" is the order of the list itself. */
export const SORTS = {
  name: null,
  state: ({ state }) => ['error', 'starting', 'stopping', 'maintenance', 'running', 'stopped'].indexOf(state),
  launch: ({ definition }) => launchText(definition.launch),
  tools: ({ offers }) => offers?.tools ?? 0,
  since: ({ status }) => -Date.parse(status.since),
};

// servers are replaced when they change, so what was found of one stays true of it
const texts = new WeakMap();

function textOf(server) {
  let text = texts.get(server);
  if (text === undefined) {
    const { name, definition } = server;
    text = [name, launchText(definition.launch), definition.description ?? '', ...labelsOf(server)].join(' ').toLowerCase();
    texts.set(server, text);
  }
  return text;
}

/** The filters, each with what sets it, and the servers that pass them. */
export function useShownServers() {
  const [search, setSearch] = useQuery('q');
  const [state, setState] = useQuery('state');
  const [kind, setKind] = useQuery('kind');
  const [health, setHealth] = useQuery('health');
  const [label, setLabel] = useQuery('label');
  const [sort, setSort] = useQuery('sort', 'name');
  const all = serverList.value;
  const shown = useMemo(
    () => sorted(all.filter(passes({ search, state, kind, health, label })), sort),
    [all, search, state, kind, health, label, sort]);
  const active = [state, kind, health, label].filter(Boolean).length;
  const clear = () => [setSearch, setState, setKind, setHealth, setLabel].forEach((set) => set(''));
  return {
    all, shown, search, setSearch, state, setState, kind, setKind, health, setHealth, label, setLabel, sort, setSort,
    active, filtered: active > 0 || search.trim() !== '', clear,
  };
}

function passes({ search, state, kind, health, label }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (server) =>
    (!state || server.state === state || (state === 'disabled' && !server.definition.enabled))
    && (!kind || server.definition.launch.kind === kind)
    && (!health || server.health.status === health)
    && (!label || labelsOf(server).includes(label))
    && words.every((word) => textOf(server).includes(word));
}

function sorted(servers, sort) {
  const key = sort.replace('-', '');
  const by = SORTS[key];
  const way = sort.startsWith('-') ? -1 : 1;
  if (!by) return way > 0 ? servers : servers.reverse();
  return servers.map((server) => [by(server), server]).sort(([a], [b]) => way * compare(a, b)).map(([, server]) => server);
}
