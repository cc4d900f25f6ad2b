import { html } from '../app/html.js';
import { lettersWork, pageKeys, setLettersWork } from '../app/shortcuts.js';
import { Dialog } from './dialog.js';
import { Checkbox } from './field.js';

const EVERYWHERE = [
  [['Ctrl K', '⌘ K'], 'Find pages, servers, tools and actions'],
  [['?'], 'These keys'],
  [['/'], 'Go to the page’s search'],
  [['Esc'], 'Close a dialog or menu'],
];
const LISTS = [
  [['↓', 'j'], 'Next server of the list'],
  [['↑', 'k'], 'Server before it'],
  [['x'], 'Choose the server, to command several'],
  [['Enter'], 'Open it'],
];

/** All keys, and the choice to have none of one letter. */
export function ShortcutsDialog({ close }) {
  return html`
    <${Dialog} title="Keyboard shortcuts" wide close=${close}>
      <div class="columns shortcuts">
        <${Keys} title="Everywhere" keys=${EVERYWHERE} />
        <${Keys} title="Go to a page" keys=${pageKeys().map(([key, title]) => [[`g ${key}`], title])} />
        <${Keys} title="In the list of servers" keys=${LISTS} />
      </div>
      <${Checkbox} label="Keys of one letter work" hint="Switch them off if speech input or another tool presses keys for you. Ctrl K and ⌘ K stay."
        checked=${lettersWork.value} onChange=${setLettersWork} />
    <//>`;
}

function Keys({ title, keys }) {
  return html`
    <section><h3>${title}</h3>
      <dl>${keys.map(([names, what]) => html`
        <div key=${what}><dt>${names.map((name, at) => html`${at > 0 && ' or '}<kbd>${name}</kbd>`)}</dt><dd>${what}</dd></div>`)}</dl>
    </section>`;
}
