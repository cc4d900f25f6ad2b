import { loaded, look, proof } from './session.js';

/** What the API refused, with the problems of single fields. */
export class ApiError extends Error {
  constructor(body, status) {
    super(body?.error ?? `The manager answered with status ${status}.`);
    this.code = body?.code ?? '';
    this.details = body?.details ?? [];
  }
}

export async function ask(method, path, body, headers = {}) {
  let response;
  await loaded;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...(method !== 'GET' && proof()), ...headers },
      body,
    });
  } catch {
    throw new ApiError({ error: 'The manager does not answer. Is it still running?' });
  }
  const answer = await response.json().catch(() => null);
  if (response.status === 401 || answer?.code === 'CSRF_TOKEN_MISSING') await look();
  if (!response.ok || answer?.success === false) throw new ApiError(answer, response.status);
  return answer;
}

const server = (id) => `/servers/${encodeURIComponent(id)}`;

export const api = {
  create: async (definition) => (await ask('POST', '/servers', JSON.stringify(definition))).data,
  change: async (id, revision, definition) =>
    (await ask('PUT', server(id), JSON.stringify(definition), { 'If-Match': `"${revision}"` })).data,
  endpoints: async (id) => (await ask('GET', `${server(id)}/endpoints`)).data,
  importText: async (text) => (await ask('POST', '/servers/import', text)).data,
  command: async (id, name) => (await ask('POST', `${server(id)}/${name}`)).data,
  find: async (id) => (await ask('GET', server(id))).data,
  remove: async (id) => (await ask('DELETE', server(id))).data,
  log: async (id) => (await ask('GET', `${server(id)}/logs?limit=300`)).data.reverse(),
  health: async (id, range) => (await ask('GET', `${server(id)}/health/history?range=${range}`)).data,
  logExport: (id) => `/api/v1${server(id)}/logs/export?format=text`,
  catalog: async (id) => (await ask('GET', `${server(id)}/catalog`)).data,
  beginRun: async (command, servers) => (await ask('POST', '/bulk', JSON.stringify({ command, servers }))).data,
  run: async (id) => (await ask('GET', `/bulk/${encodeURIComponent(id)}`)).data,
  runs: async () => (await ask('GET', '/bulk')).data,
  cancelRun: async (id) => (await ask('POST', `/bulk/${encodeURIComponent(id)}/cancel`)).data,
  undoRun: async (id) => (await ask('POST', `/bulk/${encodeURIComponent(id)}/undo`)).data,
  events: async () => ask('GET', '/events?limit=60'),
};
