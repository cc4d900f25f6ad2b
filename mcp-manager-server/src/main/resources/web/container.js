import { lines, pairs, wrong } from './fields.js';

/** What a container may do beyond the safest, in words, by the fields of its launch. */
export function loosenedText(launch) {
  const { network, mounts = [], security } = launch;
  return [
    network?.mode === 'default' && (network.allowedHosts?.length
      ? `reaches ${network.allowedHosts.join(', ')}` : 'reaches everything a network leads to'),
    network?.mode === 'named' && `is in the network ${network.name}`,
    ...(network?.ports ?? []).map((port) => `can be reached at port ${port.hostPort || 'any'} of ${port.hostAddress ?? '127.0.0.1'}`),
    ...mounts.filter((mount) => mount.readOnly === false).map((mount) => `can write to ${mount.target}`),
    security?.readOnlyRoot === false && 'can write to its own file system',
    security?.capabilities?.length && `keeps ${security.capabilities.join(', ')}`,
    security?.noNewPrivileges === false && 'can gain privileges',
    launch.service && `can be reached at every address of the cluster's nodes`,
  ].filter(Boolean);
}

const NOT_ENFORCED = {
  'network.allowedHosts': 'it may reach other hosts than those allowed',
  'limits.memoryBytes': 'its memory is not limited',
  'limits.cpus': 'its processors are not limited',
  'limits.processes': 'its processes are not limited',
  'security.noNewPrivileges': 'programs in it may gain privileges',
  'pull.policy': 'nodes may fetch its image',
};

/** What the engine does not hold a container to, in words. */
export const notEnforcedText = (fields) => fields.map((field) => NOT_ENFORCED[field] ?? `${field} has no effect`);

const mountLine = ({ source, target, readOnly }) => `${source}:${target}${readOnly ? '' : ':rw'}`;

function mount(line) {
  const parts = /^((?:[A-Za-z]:[\\/])?[^:]+):([^:]+?)(?::(ro|rw))?$/.exec(line);
  if (!parts) throw wrong('launch.mounts', `“${line.slice(0, 30)}” is not of the form source:target or source:target:rw`);
  return { source: parts[1], target: parts[2], readOnly: parts[3] !== 'rw' };
}

const number = (text) => (text === '' ? null : Number.isFinite(Number(text)) ? Number(text) : text);

/** Sizes are shown as they are written by hand. */
function size(bytes) {
  for (const [unit, power] of [['g', 30], ['m', 20], ['k', 10]]) {
    if (bytes % 2 ** power === 0) return `${bytes / 2 ** power}${unit}`;
  }
  return String(bytes);
}

function network(value, before) {
  const mode = value('launch.network.mode');
  return {
    mode,
    ...(mode === 'named' && { name: value('launch.network.name') }),
    ...(mode === 'default' && { allowedHosts: lines(value('launch.network.allowedHosts')) }),
    ...(mode !== 'none' && { ports: before?.network?.ports ?? [] }),
    hosts: before?.network?.hosts ?? {},
  };
}

/** The launch that the form says. What it has no field for stays as it was before. */
export function readContainer(form, before) {
  const value = (name) => form.elements[name].value.trim();
  const http = value('speaks') === 'http';
  return {
    ...before,
    kind: 'container',
    image: value('launch.image'),
    arguments: lines(value('launch.arguments')),
    environment: pairs(form, 'launch.environment', '='),
    endpoint: http ? { port: number(value('launch.endpoint.port')), path: value('launch.endpoint.path') || '/mcp' } : null,
    pull: { ...before?.pull, policy: value('launch.pull.policy') },
    mounts: lines(value('launch.mounts')).map(mount),
    network: network(value, before),
    limits: {
      memoryBytes: value('launch.limits.memoryBytes') || null,
      cpus: number(value('launch.limits.cpus')),
      processes: number(value('launch.limits.processes')),
    },
    security: {
      ...before?.security,
      readOnlyRoot: form.elements['launch.security.readOnlyRoot'].checked,
      noNewPrivileges: form.elements['launch.security.noNewPrivileges'].checked,
      capabilities: value('launch.security.capabilities').split(/[\s,]+/).filter(Boolean),
      user: value('launch.security.user') || null,
    },
  };
}

export function fillContainer(form, launch) {
  const set = (name, text) => { form.elements[name].value = text ?? ''; };
  set('launch.image', launch.image);
  set('launch.arguments', launch.arguments.join('\n'));
  set('launch.environment', Object.entries(launch.environment).map(([key, text]) => `${key}=${text}`).join('\n'));
  set('speaks', launch.endpoint ? 'http' : 'stdio');
  set('launch.endpoint.port', launch.endpoint?.port);
  set('launch.endpoint.path', launch.endpoint?.path ?? '/mcp');
  set('launch.pull.policy', launch.pull.policy);
  set('launch.mounts', launch.mounts.map(mountLine).join('\n'));
  set('launch.network.mode', launch.network.mode);
  set('launch.network.name', launch.network.name);
  set('launch.network.allowedHosts', launch.network.allowedHosts.join('\n'));
  set('launch.limits.memoryBytes', size(launch.limits.memoryBytes));
  set('launch.limits.cpus', launch.limits.cpus);
  set('launch.limits.processes', launch.limits.processes);
  set('launch.security.capabilities', launch.security.capabilities.join(' '));
  set('launch.security.user', launch.security.user);
  form.elements['launch.security.readOnlyRoot'].checked = launch.security.readOnlyRoot;
  form.elements['launch.security.noNewPrivileges'].checked = launch.security.noNewPrivileges;
}

/** Keeps in step what depends on something else in the form: fields that have no meaning now, and what is loosened. */
export function showContainer(form, before) {
  const mode = form.elements['launch.network.mode'].value;
  form.querySelector('[data-for=named]').hidden = mode !== 'named';
  form.querySelector('[data-for=default]').hidden = mode !== 'default';
  form.querySelector('[data-for=http]').hidden = form.elements.speaks.value !== 'http';
  const loosened = loosenedOf(form, before);
  const badge = form.querySelector('[data-loosened]');
  badge.dataset.state = loosened.length ? 'loosened' : 'safe';
  badge.textContent = loosened.length ? `${loosened.length} loosened` : 'safe defaults';
  form.querySelector('[data-loosened-text]').textContent = loosened.length
    ? `It ${loosened.join('; ')}.`
    : 'It reaches no network, sees nothing of this machine, and writes to nothing but a small /tmp in memory.';
}

/** What is typed may not make sense yet. */
function loosenedOf(form, before) {
  try {
    return loosenedText(readContainer(form, before));
  } catch {
    return [];
  }
}
