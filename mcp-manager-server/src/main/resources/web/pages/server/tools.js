// What a server offers: tools, prompts and resources, as they were last read from it.

import { get, path, useLoad } from '../../app/api.js';
import { html, useState } from '../../app/html.js';
import { useQuery } from '../../app/router.js';
import { may } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Search } from '../../components/field.js';
import { JsonView } from '../../components/json-view.js';
import { Empty, Loaded } from '../../components/states.js';
import { Visible } from '../../components/visible.js';

const AT_ONCE = 100;

const KINDS = [
  { key: 'tools', title: 'Tools' },
  { key: 'prompts', title: 'Prompts' },
  { key: 'resources', title: 'Resources' },
  { key: 'resourceTemplates', title: 'Resource templates' },
];

export default function Tools({ server }) {
  const [search, setSearch] = useQuery('q');
  const load = useLoad(async () => (await get(path(['servers', server.id, 'catalog']))).data,
    [server.id, server.instance?.generation, JSON.stringify(server.offers)]);
  return html`<${Loaded} load=${load}>${(catalog) => {
    if (KINDS.every(({ key }) => !catalog[key]?.length)) return html`<${Nothing} server=${server} />`;
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = KINDS.map((kind) => ({ ...kind, all: catalog[kind.key] ?? [], items: (catalog[kind.key] ?? []).filter((item) => has(item, words)) }));
    return html`
      <div class="toolbar"><${Search} label="Find a tool, prompt or resource" value=${search} onInput=${setSearch} /></div>
      ${server.state !== 'running' && html`<p class="remark">It is not running: this is what it offered when it last ran.</p>`}
      ${words.length > 0 && found.every(({ items }) => !items.length)
    ? html`<${Card}><${Empty} icon="search" title="Nothing it offers has these words"><${Button} onClick=${() => setSearch('')}>Show all<//><//><//>`
    : found.filter(({ items }) => items.length).map((kind) => html`<${Kind} key=${kind.key} server=${server} kind=${kind} />`)}`;
  }}<//>`;
}

const has = (item, words) => {
  const text = [item.originalName, item.name, item.title, item.uri, item.uriTemplate, item.description].filter(Boolean).join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
};

function Nothing({ server }) {
  return server.state === 'running'
    ? html`<${Card}><${Empty} icon="tool" title="It offers nothing" text="It runs, and has neither tools nor prompts nor resources." /><//>`
    : html`<${Card}><${Empty} icon="tool" title="Not known yet" text="What a server offers is read from it when it runs. Start it to see its tools, prompts and resources." /><//>`;
}

function Kind({ server, kind: { key, title, all, items } }) {
  const [most, setMost] = useState(AT_ONCE);
  const number = items.length === all.length ? all.length : `${items.length} of ${all.length}`;
  return html`
    <${Card} title=${`${title} (${number})`} flush>
      <ul class="offers">
        ${items.slice(0, most).map((item) => html`<${Offer} key=${item.uri ?? item.uriTemplate ?? item.originalName} server=${server} kind=${key} item=${item} />`)}
      </ul>
      ${items.length > most && html`<div class="offers-more"><${Button} onClick=${() => setMost(most + AT_ONCE)}>Show more<//></div>`}
    <//>`;
}

const HINTS = [
  ['readOnlyHint', true, 'good', 'read-only'],
  ['destructiveHint', true, 'warn', 'destructive'],
  ['idempotentHint', true, 'info', 'can be repeated'],
  ['openWorldHint', true, 'info', 'reaches outside'],
];

function Offer({ server, kind, item }) {
  const [open, setOpen] = useState(false);
  const name = item.originalName ?? item.name;
  const hints = HINTS.filter(([hint, value]) => item.annotations?.[hint] === value);
  return html`
    <li class="offer">
      <div class="offer-head">
        <h3><code><${Visible} text=${name} /></code>${item.title && item.title !== name && html` <small><${Visible} text=${item.title} /></small>`}</h3>
        <span class="row">${hints.map(([hint, , state, text]) => html`<${Badge} key=${hint} state=${state}>${text}<//>`)}</span>
        ${kind === 'tools' && may('proxy:execute') && html`<${Button} small icon="play" href=${path(['tools', server.name, name])} label=${`Try ${name}`}>Try<//>`}
      </div>
      ${(item.uri ?? item.uriTemplate) && html`<p><code>${item.uri ?? item.uriTemplate}</code>${item.mimeType && html` <small>${item.mimeType}</small>`}</p>`}
      ${item.description && html`<p class="offer-text"><${Visible} text=${item.description} /></p>`}
      ${kind === 'prompts' && item.arguments?.length > 0 && html`<${Arguments} list=${item.arguments} />`}
      ${kind === 'tools' && html`
        <details open=${open} onToggle=${(toggle) => setOpen(toggle.currentTarget.open)}>
          <summary>Schema of ${name}</summary>
          ${open && html`<${Schemas} item=${item} name=${name} />`}
        </details>`}
    </li>`;
}

function Schemas({ item, name }) {
  return html`
    <div class="columns">
      <div class="stack"><h4>What it takes</h4><${JsonView} value=${item.inputSchema ?? {}} what="Input schema" label=${`Input schema of ${name}`} open=${3} /></div>
      ${item.outputSchema && html`<div class="stack"><h4>What it gives</h4><${JsonView} value=${item.outputSchema} what="Output schema" label=${`Output schema of ${name}`} open=${3} /></div>`}
      ${item.annotations && html`<div class="stack"><h4>What it says of itself</h4><${JsonView} value=${item.annotations} label=${`Annotations of ${name}`} open=${2} /></div>`}
    </div>`;
}

function Arguments({ list }) {
  return html`
    <ul class="lost">${list.map(({ name, description, required }) => html`
      <li key=${name}><code><${Visible} text=${name} /></code>${required ? ' (required)' : ''}${description && html`: <${Visible} text=${description} />`}</li>`)}</ul>`;
}
