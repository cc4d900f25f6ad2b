import { toast } from '../../app/announce.js';
import { post } from '../../app/api.js';
import { countChangedTools } from '../../app/changed-tools.js';
import { count } from '../../app/format.js';
import { confirm } from '../../components/dialog.js';
import { FLAGS } from './words.js';

const strange = ({ state, flags }) => state === 'changed' || flags.length > 0;

const why = (pin) => [pin.state === 'changed' && 'has changed', ...new Set(pin.flags.map(({ kind }) => (FLAGS[kind] ?? kind).toLowerCase()))].filter(Boolean).join(', ');

/** Approves tools of one server as they are shown, and only so: what has changed since is not approved. */
export async function approve(pins, reload) {
  const doubtful = pins.filter(strange);
  const [{ server, tool }] = pins;
  const what = pins.length === 1 ? tool : count(pins.length, 'tool');
  if (doubtful.length && !(await confirm({
    title: `Approve ${what} of ${server}?`,
    text: 'From then on calls are held to these definitions. Look at each of these first:',
    lost: doubtful.map((pin) => `${pin.tool}: ${why(pin)}`),
    action: `Approve ${what}`,
  }))) return;
  try {
    await post('/policy/pins/approve', { server: pins[0].serverId, tools: pins.map((pin) => ({ tool: pin.tool, hash: pin.offered })) });
    toast(`${what} of ${server} ${pins.length === 1 ? 'is' : 'are'} approved`, { kind: 'good' });
  } catch (error) {
    toast(error.code === 'TOOL_CHANGED' ? 'The server has changed a tool since you looked, so nothing was approved. What you see now is newer.' : error.message, { kind: 'bad' });
  }
  countChangedTools();
  await reload();
}
