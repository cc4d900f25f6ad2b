// Runs of commands over many servers, whoever began them: what the event log says of them, and what was asked.

import { announce, toast } from '../../app/announce.js';
import { get, path, post } from '../../app/api.js';
import { signal, useEffect } from '../../app/html.js';
import { connection, useLive } from '../../app/live.js';
import { countOf, isOver, titleOf } from './run-text.js';

const MOST_SHOWN = 3;
const FILTER = { types: ['bulk.started', 'bulk.progress', 'bulk.finished'] };

/** Runs to show, the newest first. */
export const runs = signal([]);

const find = (id) => runs.value.find((run) => run.id === id);
const put = (run) => { runs.value = runs.value.map((one) => (one.id === run.id ? run : one)); };

/** Shows a run, or what is newer of it. */
function show(run) {
  const former = find(run.id);
  if (!former) {
    announce(titleOf(run));
    const kept = runs.value.filter((one, at) => !isOver(one) || at < MOST_SHOWN - 1);
    runs.value = [run, ...kept];
    return;
  }
  // an answer may arrive after the event that is newer than it
  if (isOver(former) ? !run.items || !isOver(run) : run.counts.done < former.counts.done) return;
  put({ ...former, ...run });
  if (isOver(run) && !isOver(former)) announce(`${titleOf(run)}. ${countOf(run)}`);
}

async function ask(answer) {
  try {
    show((await answer).data);
    return true;
  } catch (error) {
    toast(error.details?.map((problem) => problem.message).join('; ') || error.message, { kind: 'bad' });
    return false;
  }
}

export const begin = (command, ids) => ask(post('/bulk', { command, servers: ids }));
export const cancel = (run) => ask(post(path(['bulk', run.id, 'cancel'])));
export const dismiss = (run) => { runs.value = runs.value.filter((one) => one.id !== run.id); };

export async function undo(run) {
  if (await ask(post(path(['bulk', run.id, 'undo'])))) put({ ...find(run.id), undone: true });
}

async function read(id) {
  try {
    show((await get(path(['bulk', id]))).data);
  } catch {
    lose(id);
  }
}

/** Runs are forgotten when the manager restarts. */
function lose(id) {
  const run = find(id);
  if (run && !isOver(run)) put({ ...run, state: 'cancelled', lost: true });
}

function hear({ type, data }) {
  if (type === 'bulk.started') {
    const counts = { total: data.servers, waiting: data.servers, running: 0, done: 0, succeeded: 0, skipped: 0, failed: 0, cancelled: 0 };
    if (!find(data.run)) show({ id: data.run, command: data.command.replace('undo ', ''), undoes: data.command.startsWith('undo ') || null, state: 'running', counts });
  } else if (type === 'bulk.progress') {
    const run = find(data.run);
    if (run && !isOver(run) && data.counts.done >= run.counts.done) put({ ...run, counts: data.counts });
  } else if (type === 'bulk.finished') {
    read(data.run);
  }
}

/** After a pause: what became of the runs shown, and which are under way. */
async function refresh() {
  try {
    const { data } = await get('/bulk');
    data.filter((run) => !isOver(run)).forEach(show);
    for (const run of runs.value.filter((one) => !isOver(one))) {
      const now = data.find((one) => one.id === run.id);
      if (!now) lose(run.id);
      else if (isOver(now)) read(run.id);
    }
  } catch {
    // the connection says how it is; what is shown is told anew when it is back
  }
}

/** Keeps `runs` true while a component is shown. */
export function useRuns(mayHear) {
  useLive(mayHear ? 'events' : '', (message) => {
    if (message.type === 'event') hear(message.event);
    else if (message.type === 'missed') refresh();
  }, { filter: FILTER });
  const live = connection.value === 'live';
  useEffect(() => { if (live) refresh(); }, [live]);
  // who may not hear events looks from time to time
  const under = runs.value.some((run) => !isOver(run));
  useEffect(() => {
    if (mayHear || !under) return undefined;
    const timer = setInterval(() => runs.value.filter((run) => !isOver(run)).forEach((run) => read(run.id)), 1000);
    return () => clearInterval(timer);
  }, [mayHear, under]);
}
