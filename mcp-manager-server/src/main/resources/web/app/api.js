// The REST API. Every call gives the whole answer ({ data, meta }) or throws an ApiError that can be shown as it is.

import { useCallback, useEffect, useRef, useState } from './html.js';
import { look, proof } from './session.js';

/** What the API refused, with the problems of single fields. */
export class ApiError extends Error {
  constructor(body, status = 0) {
    super(body?.error ?? `The manager answered with status ${status}.`);
    this.status = status;
    this.code = body?.code ?? '';
    /** Problems of fields: { field, message, code }. */
    this.details = body?.details ?? [];
  }
}

function calledOff(signal) {
  if (signal?.aborted) throw new ApiError({ error: 'It was called off.', code: 'CALLED_OFF' });
}

async function ask(method, path, body, headers = {}, signal = undefined) {
  let response;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: { ...(text !== undefined && { 'Content-Type': 'application/json' }), ...(method !== 'GET' && proof()), ...headers },
      body: text,
      signal,
    });
  } catch {
    calledOff(signal);
    throw new ApiError({ error: 'The manager does not answer. Is it still running?', code: 'UNREACHABLE' });
  }
  const answer = await response.json().catch(() => null);
  calledOff(signal);
  if (response.status === 401 || answer?.code === 'CSRF_TOKEN_MISSING') await look();
  if (!response.ok || answer?.success === false) throw new ApiError(answer, response.status);
  return answer;
}

export const get = (path) => ask('GET', path);
export const post = (path, body, headers, signal) => ask('POST', path, body, headers, signal);
export const put = (path, body, headers) => ask('PUT', path, body, headers);
export const del = (path, headers) => ask('DELETE', path, undefined, headers);

/** A path of parts, each encoded, and a query without what is empty. */
export function path(parts, query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== ''));
  return `/${parts.map(encodeURIComponent).join('/')}${asked.size ? `?${asked}` : ''}`;
}

/**
 * Loads something for a component: `load` is asked again when a dependency changes or by `reload`. What was loaded
 * stays while it is loaded anew. An answer that was overtaken by another is dropped.
 */
export function useLoad(load, dependencies) {
  const [state, setState] = useState({ data: undefined, error: null, loading: true });
  const turn = useRef(0);
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    setState((before) => ({ ...before, loading: true }));
    try {
      const data = await load();
      if (mine === turn.current) setState({ data, error: null, loading: false });
    } catch (error) {
      if (mine === turn.current) setState((before) => ({ data: before.data, error, loading: false }));
    }
  }, dependencies);
  useEffect(() => {
    reload();
    return () => { turn.current++; };
  }, [reload]);
  const set = useCallback((data) => setState({ data, error: null, loading: false }), []);
  return { ...state, reload, set };
}
