// What a container may do beyond the safest, in words.

/** By the fields of its launch. */
export function loosenedOf(launch) {
  const { network = {}, mounts = [], security = {} } = launch;
  return [
    network.mode === 'default' && (network.allowedHosts?.length
      ? `reaches ${network.allowedHosts.join(', ')}` : 'reaches everything a network leads to'),
    network.mode === 'named' && `is in the network ${network.name || '…'}`,
    ...(network.mode && network.mode !== 'none' ? network.ports ?? [] : []).map((port) => `can be reached at port ${port.hostPort || 'any'} of ${port.hostAddress ?? '127.0.0.1'}`),
    ...mounts.filter((mount) => mount.readOnly === false).map((mount) => `can write to ${mount.target || '…'}`),
    security.readOnlyRoot === false && 'can write to its own file system',
    security.capabilities?.length > 0 && `keeps ${security.capabilities.join(', ')}`,
    security.noNewPrivileges === false && 'can gain privileges',
    launch.service && 'can be reached at every address of the cluster’s nodes',
  ].filter(Boolean);
}

/** What one that is loosened in nothing is held to. */
export function heldOf({ mounts = [], security: { temporaryFolders = { '/tmp': 0 } } = {} }) {
  const folders = Object.keys(temporaryFolders);
  return `It reaches no network, sees ${mounts.length ? 'of this machine only what is mounted, read-only' : 'nothing of this machine'}, and writes to nothing${folders.length ? ` but ${folders.join(', ')} in memory` : ''}.`;
}

const NOT_ENFORCED = {
  'network.allowedHosts': 'it may reach other hosts than those allowed',
  'limits.memoryBytes': 'its memory is not limited',
  'limits.cpus': 'its processors are not limited',
  'limits.processes': 'its processes are not limited',
  'security.noNewPrivileges': 'programs in it may gain privileges',
  'pull.policy': 'nodes may fetch its image',
};

/** What the engine does not hold a container to, by what a server says as `instance.container.notEnforced`. */
export const notEnforcedOf = (fields) => fields.map((field) => NOT_ENFORCED[field] ?? `${field} has no effect`);
