import { html } from '../../app/html.js';
import { count } from '../../app/format.js';
import { Badge } from '../../components/badge.js';

const LONGEST = 200;

/** What would be added, and what not; each can be left out. */
export function Preview({ found, left, setLeft }) {
  const taken = found.filter((one) => one.taken).length;
  const toggle = (name, on) => {
    const next = new Set(left);
    if (on) next.delete(name);
    else next.add(name);
    setLeft(next);
  };
  return html`
    <section aria-label="What is in it" class="stack">
      <p role="status"><strong>${count(found.length, 'server')} found</strong>${taken > 0 && html`<span class="soft"> · ${taken} of them ${taken === 1 ? 'is' : 'are'} there already and ${taken === 1 ? 'stays as it is' : 'stay as they are'}</span>`}</p>
      <ul class="paste-servers">${found.map((one) => html`<${Found} key=${one.name} one=${one} on=${!left.has(one.name)} toggle=${toggle} />`)}</ul>
    </section>`;
}

function Found({ one, on, toggle }) {
  const { name, entry = {}, notes, problem, taken, own } = one;
  const text = String(entry.url ?? [entry.command, ...(Array.isArray(entry.args) ? entry.args : [])].join(' ')).slice(0, LONGEST);
  const env = Object.keys(entry.env ?? entry.headers ?? {});
  const kind = own ? 'Definition' : entry.url !== undefined ? 'URL' : /(^|[\\/])docker(\.exe)?$/.test(entry.command) ? 'docker run' : 'Command';
  return html`
    <li class="paste-server">
      <input type="checkbox" aria-label=${`Add ${name}`} checked=${on && !taken && !problem} disabled=${taken || Boolean(problem)} onChange=${(change) => toggle(name, change.target.checked)} />
      <div>
        <p class="row"><strong>${name}</strong> <span class="soft">${kind}</span>
          ${taken && html`<${Badge} state="idle">already there<//>`}${problem && html`<${Badge} state="bad">can’t be added<//>`}${entry.disabled === true && html`<${Badge} state="disabled" />`}</p>
        ${text && html`<code>${text}</code>`}
        ${env.length > 0 && html`<p class="hint">${entry.headers ? 'Headers' : 'Variables'}: ${env.join(', ')}</p>`}
        ${problem && html`<p class="wrong">${problem}</p>`}
        ${notes.map((note) => html`<p key=${note} class="hint">${note}</p>`)}
      </div>
    </li>`;
}
