// How the manager itself is, what it was told, and instruments to see more.

import { html } from '../app/html.js';
import { Page } from '../app/page-view.js';
import { Empty } from '../components/states.js';
import { TabLinks } from '../components/tabs.js';
import { Backups } from './system/backups.js';
import { Configuration } from './system/configuration.js';
import { Health } from './system/health.js';
import { Instruments } from './system/instruments.js';

const TABS = [
  ['', 'Health', Health],
  ['configuration', 'Configuration', Configuration],
  ['instruments', 'Log and instruments', Instruments],
  ['backups', 'Backups', Backups],
];

const pathOf = (key) => (key ? `/system/${key}` : '/system');

export default function SystemPage({ tab = '' }) {
  const View = TABS.find(([key]) => key === tab)?.[2];
  return html`
    <${Page} title="System" lead="How the manager itself is, and what it was told.">
      <${TabLinks} label="Parts of the system page" tabs=${TABS.map(([key, title]) => [pathOf(key), title])} current=${pathOf(tab)} />
      ${View ? html`<${View} />` : html`<${Empty} icon="search" title="There is no such part" text="Choose one of those above." />`}
    <//>`;
}
