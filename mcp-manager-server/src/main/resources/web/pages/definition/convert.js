// What people write for times and sizes, and what the API takes.

const MILLIS = { ms: 1, s: 1000, sec: 1000, min: 60_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const ISO = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/;

/** `PT1M30S` as "1 min 30 s"; what is no such duration stays as it is. */
export function timeText(iso) {
  const parts = ISO.exec(iso ?? '');
  if (!parts || iso === 'PT') return iso ?? '';
  const [, hours = 0, minutes = 0, seconds = 0] = parts;
  const days = hours >= 48 && hours % 24 === 0 ? hours / 24 : 0;
  const text = [
    days ? `${days} d` : Number(hours) && `${hours} h`,
    Number(minutes) && `${minutes} min`,
    Number(seconds) && (seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${Number(seconds)} s`),
  ].filter(Boolean).join(' ');
  return text || '0 s';
}

/** "1 min 30 s", "90s" or "90" as `PT1M30S`; what is not understood stays as it is, and the API says so. */
export function timeOf(text) {
  const given = text.trim().toLowerCase();
  if (given === '') return undefined;
  if (!/^(\d+(\.\d+)?\s*(ms|sec|s|min|m|h|d)?\s*)+$/.test(given)) return text;
  let millis = 0;
  for (const [, amount, unit] of given.matchAll(/(\d+(?:\.\d+)?)\s*(ms|sec|s|min|m|h|d)?/g)) millis += Number(amount) * MILLIS[unit ?? 's'];
  const hours = Math.floor(millis / MILLIS.h);
  const minutes = Math.floor((millis % MILLIS.h) / MILLIS.min);
  const seconds = (millis % MILLIS.min) / 1000;
  return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds || !(hours || minutes) ? `${seconds}S` : ''}`;
}

/** Bytes as "512 MiB" if that is exact. */
export function sizeText(bytes) {
  if (typeof bytes !== 'number') return bytes ?? '';
  for (const [unit, power] of [['GiB', 30], ['MiB', 20], ['KiB', 10]]) {
    if (bytes > 0 && bytes % 2 ** power === 0) return `${bytes / 2 ** power} ${unit}`;
  }
  return String(bytes);
}

export function sizeOf(text) {
  const given = text.trim();
  if (given === '') return undefined;
  const parts = /^(\d+(?:\.\d+)?)\s*(?:([kmg])i?b?|b)?$/i.exec(given);
  return parts ? Math.round(Number(parts[1]) * 2 ** ({ k: 10, m: 20, g: 30 }[parts[2]?.toLowerCase()] ?? 0)) : given;
}

export const FOLDER_BYTES = 64 * 2 ** 20;

/** Folders in memory, with their sizes, as lines such as "/tmp:64 MiB". */
export const foldersText = (folders) => Object.entries(folders ?? { '/tmp': FOLDER_BYTES }).map(([folder, bytes]) => `${folder}:${sizeText(bytes)}`).join('\n');

/** Nothing at all is no such folder; one without a size has the default's. */
export const foldersOf = (text) => Object.fromEntries(linesOf(text).map((line) => {
  const [, folder, size] = /^(.*?)(?::([^:/]*))?$/.exec(line);
  return [folder, sizeOf(size ?? '') ?? FOLDER_BYTES];
}));

export const numberOf = (text) => {
  const given = text.trim();
  return given === '' ? undefined : Number.isFinite(Number(given)) ? Number(given) : given;
};

export const linesOf = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

export const mountText = ({ source, target, readOnly }) => `${source}:${target}${readOnly === false ? ':rw' : ''}`;

/** `source:target` or `source:target:rw`; a line that is neither is left to the API to complain about. */
export function mountOf(line) {
  const parts = /^((?:[A-Za-z]:[\\/])?[^:]+):([^:]+?)(?::(ro|rw))?$/.exec(line);
  return parts ? { source: parts[1], target: parts[2], readOnly: parts[3] !== 'rw' } : { source: line, target: '' };
}

export const portText = ({ containerPort, hostPort, hostAddress }) =>
  [hostAddress && hostAddress !== '127.0.0.1' && hostAddress, hostPort || '', containerPort].filter((part) => part !== false && part !== undefined).join(':').replace(/^:/, '');

/** `[address:][port of this machine:]port in the container`. */
export function portOf(line) {
  const parts = line.split(':');
  const containerPort = numberOf(parts.pop());
  const hostPort = numberOf(parts.pop() ?? '') ?? 0;
  return { containerPort, hostPort, hostAddress: parts.join(':') || '127.0.0.1' };
}
