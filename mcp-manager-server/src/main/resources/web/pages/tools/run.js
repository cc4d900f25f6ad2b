// Calling a tool, and what was called in this page.

import { announce } from '../../app/announce.js';
import { path, post } from '../../app/api.js';
import { millis } from '../../app/format.js';
import { signal, useEffect, useRef, useState } from '../../app/html.js';

const MOST = 20;

/** The latest calls of this page, newest first. In memory only, since arguments and answers may be nobody else's business. */
export const tried = signal([]);

const NOTHING = { running: false, startedAt: 0, shown: null };

/** Calls `tool`: { running, startedAt, shown: what came of the latest, start(arguments), cancel(), show(earlier) }. */
export function useRun(tool) {
  const [state, setState] = useState(NOTHING);
  const abort = useRef(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = async (given) => {
    const mine = new AbortController();
    abort.current = mine;
    const at = new Date().toISOString();
    const began = performance.now();
    setState({ running: true, startedAt: Date.now(), shown: null });
    const outcome = await outcomeOf(tool, given, mine.signal);
    const done = { key: `${at} ${tool.name}`, at, tool: tool.name, server: tool.server, originalName: tool.originalName, given, millis: performance.now() - began, ...outcome };
    tried.value = [done, ...tried.value].slice(0, MOST);
    announce(`${tool.originalName} ${done.state === 'good' ? 'answered' : done.word} after ${millis(done.millis)}`);
    setState({ running: false, startedAt: 0, shown: done });
  };
  return { ...state, start, cancel: () => abort.current?.abort(), show: (shown) => setState({ ...NOTHING, shown }) };
}

async function outcomeOf(tool, given, signalOfMine) {
  try {
    const { data } = await post(`${path(['tools', tool.name])}/call`, given, undefined, signalOfMine);
    return data.isError ? { state: 'failed', word: 'failed', result: data } : { state: 'good', word: 'answered', result: data };
  } catch (error) {
    return error.code === 'CALLED_OFF' ? { state: 'cancelled', word: 'not waited for', error } : { state: 'refused', word: 'refused', error };
  }
}
