import { count, number } from '../../app/format.js';

const WORDS = {
  start: ['Starting', 'Started'], stop: ['Stopping', 'Stopped'], restart: ['Restarting', 'Restarted'],
  enable: ['Enabling', 'Enabled'], disable: ['Disabling', 'Disabled'], delete: ['Deleting', 'Deleted'],
};

export const isOver = (run) => run.state === 'finished' || run.state === 'cancelled';

export const servers = (amount) => count(amount, 'server');

export function titleOf(run) {
  const { command, undoes, state, counts } = run;
  const [doing, done] = WORDS[command];
  if (run.lost) return 'The manager was restarted before this was done';
  if (state === 'cancelling') return `Cancelling: ${servers(counts.running)} still finishing`;
  if (undoes) return isOver(run) ? `Undone for ${servers(counts.succeeded)}` : `Undoing the ${command} of ${servers(counts.total)}`;
  if (!isOver(run)) return `${doing} ${servers(counts.total)}`;
  const all = counts.succeeded === counts.total;
  const result = `${done} ${all ? servers(counts.total) : `${number(counts.succeeded)} of ${servers(counts.total)}`}`;
  return state === 'cancelled' ? `Cancelled. ${result}` : result;
}

export function countOf(run) {
  const { counts } = run;
  return [
    (!isOver(run) || run.lost) && `${number(counts.done)} of ${number(counts.total)} done`,
    counts.failed && `${number(counts.failed)} failed`,
    counts.skipped && `${number(counts.skipped)} already so`,
    counts.cancelled && `${number(counts.cancelled)} left as they were`,
  ].filter(Boolean).join(' · ');
}
