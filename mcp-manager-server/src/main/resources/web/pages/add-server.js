// Adds servers: by a command, an image or a URL, or from the configuration of an AI client.

import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { useQuery } from '../app/router.js';
import { Icon } from '../components/icon.js';
import { useDrafts } from './add-server/drafts.js';
import { NewServer } from './add-server/new-server.js';
import { Paste } from './add-server/paste.js';

const WAYS = [
  ['process', 'Command', 'A program on this machine, such as npx or uvx', 'process'],
  ['container', 'Container', 'An image, shut in as far as it can be', 'container'],
  ['remote', 'URL', 'A server that runs somewhere else', 'remote'],
  ['paste', 'Paste', 'The mcpServers of an AI client', 'copy'],
];

export default function AddServerPage() {
  const [as] = useQuery('as', 'process');
  const way = WAYS.some(([name]) => name === as) ? as : 'process';
  const { form, pasted, done } = useDrafts(way);
  return html`
    <${Page} title="Add a server" back=${{ path: '/servers', title: 'Servers' }}>
      <nav class="add-ways" aria-label="How to add it">
        ${WAYS.map(([name, title, text, icon]) => html`
          <a key=${name} class="add-way" href=${`/servers/new?as=${name}`} aria-current=${name === way ? 'true' : undefined}>
            <${Icon} name=${icon} size=${24} /><strong>${title}</strong><span>${text}</span></a>`)}
      </nav>
      ${way === 'paste' ? html`<${Paste} pasted=${pasted} done=${done} />` : html`<${NewServer} key=${way} kind=${way} ...${form} />`}
    <//>`;
}
