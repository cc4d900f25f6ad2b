// A server in a few words.

const OFFERED = { tools: 'tool', prompts: 'prompt', resources: 'resource' };

export const KINDS = { process: 'Command', container: 'Container', remote: 'URL' };

export function launchText(launch) {
  return launch.kind === 'remote' ? launch.url : [launch.image ?? launch.command, ...(launch.arguments ?? [])].join(' ');
}

export function offersText(offers) {
  return Object.entries(OFFERED)
    .filter(([key]) => offers?.[key])
    .map(([key, word]) => `${offers[key]} ${word}${offers[key] === 1 ? '' : 's'}`)
    .join(' · ');
}

/** What is to be said about a server's state: of a failure its first line. */
export function remarkOf({ state, status, instance, definition }) {
  if (state === 'error' && status.failure) return `${status.failure.phase}: ${status.failure.message}`.split('\n')[0];
  if (state === 'starting' && status.phase === 'install') return definition.launch.kind === 'container' ? 'fetching its image' : 'installing its package';
  if (instance?.wedgedSince) return 'wedged: it answers nothing, not even a ping';
  return '';
}

// definitions are replaced when they change, so their labels can be kept
const labels = new WeakMap();

export function labelsOf({ definition }) {
  let found = labels.get(definition);
  if (!found) labels.set(definition, found = Object.entries(definition.labels ?? {}).map(([key, value]) => `${key}=${value}`));
  return found;
}
