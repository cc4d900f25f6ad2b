// What a tool answered. All of it comes from a server: texts stay texts, and nothing is fetched.

import { bytes, count } from '../../app/format.js';
import { html, useState } from '../../app/html.js';
import { Code } from '../../components/code.js';
import { Segments } from '../../components/field.js';
import { JsonView } from '../../components/json-view.js';
import { Visible } from '../../components/visible.js';

// pictures that can't carry scripts or refer to other places
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
const MOST_TEXT = 200_000;

const bytesOf = (base64) => bytes(Math.floor((base64?.length ?? 0) * 0.75));

export function Result({ result }) {
  const all = Array.isArray(result.content) ? result.content : [];
  // servers repeat what is structured as text, for clients that know only texts
  const content = all.filter((block) => !repeats(block, result.structuredContent));
  return html`
    <div class="stack">
      ${result.isError && html`<p class="remark bad" role="status">The tool says that it failed.</p>`}
      ${!all.length && result.structuredContent === undefined && html`<p class="soft">It answered without any content.</p>`}
      ${content.map((block, at) => html`<${Block} key=${at} block=${block ?? {}} />`)}
      ${result.structuredContent !== undefined && html`
        <h3>Structured content${content.length < all.length && html` <small>and the same as text</small>`}</h3><${JsonView} label="Structured content" what="Structured content" value=${result.structuredContent} open=${3} />`}
      <details><summary>The whole answer</summary><${JsonView} label="The whole answer" what="Answer" value=${result} /></details>
    </div>`;
}

function repeats(block, value) {
  return value !== undefined && block?.type === 'text' && JSON.stringify(structured(String(block.text))) === JSON.stringify(value);
}

function Block({ block }) {
  switch (block.type) {
    case 'text':
      return html`<${Text} text=${String(block.text ?? '')} />`;
    case 'image':
      return html`<${Picture} data=${block.data} type=${block.mimeType} />`;
    case 'audio':
      return html`<p class="remark">Audio, ${block.mimeType}, ${bytesOf(block.data)}. It is not played here.</p>`;
    case 'resource_link':
      return html`<${Resource} resource=${block} title="Link to a resource" />`;
    case 'resource':
      return html`<${Resource} resource=${block.resource ?? {}} title="Resource" />`;
    default:
      return html`<${JsonView} label="Content" what="Content" value=${block} />`;
  }
}

/** A text; one that is JSON can be looked at as a tree. */
function Text({ text }) {
  const [tree, setTree] = useState(true);
  const shown = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
  const value = structured(text);
  if (value === undefined) return html`<${TextBox} text=${shown} whole=${text} />`;
  return html`
    <div class="stack">
      <div><${Segments} label="Show the text" value=${tree ? 'tree' : 'text'} onChange=${(next) => setTree(next === 'tree')} options=${[['tree', 'As a tree'], ['text', 'As text']]} /></div>
      ${tree ? html`<${JsonView} label="Text, which is JSON" what="Text" value=${value} open=${3} />` : html`<${TextBox} text=${shown} whole=${text} />`}
    </div>`;
}

function TextBox({ text, whole }) {
  return html`<${Code} text=${text} what="Text" wrap />${text !== whole && html`<p class="hint">The first of ${count(whole.length, 'character')}. The whole answer has all.</p>`}`;
}

function structured(text) {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function Picture({ data, type }) {
  const [size, setSize] = useState('');
  if (!PICTURES.has(type) || !/^[A-Za-z0-9+/=\s]*$/.test(data ?? '')) return html`<p class="remark">A picture of the type ${type || 'unknown'}, which is not shown here (${bytesOf(data)}).</p>`;
  return html`
    <figure class="result-picture">
      <img src=${`data:${type};base64,${data}`} alt="Picture that the tool answered with" onLoad=${({ target }) => setSize(`${target.naturalWidth} × ${target.naturalHeight}, `)} />
      <figcaption class="hint">${size}${type}, ${bytesOf(data)}</figcaption>
    </figure>`;
}

/** Addresses are shown, not linked: where they lead is for the server to say, and for people to judge. */
function Resource({ resource, title }) {
  return html`
    <div class="remark stack">
      <p>${title}: <b>${resource.title || resource.name || ''}</b> <code>${resource.uri}</code> ${resource.mimeType && html`<small>${resource.mimeType}</small>`}</p>
      ${resource.description && html`<p><${Visible} text=${resource.description} /></p>`}
      ${resource.text !== undefined && html`<${Text} text=${String(resource.text)} />`}
      ${resource.blob !== undefined && (PICTURES.has(resource.mimeType) ? html`<${Picture} data=${resource.blob} type=${resource.mimeType} />` : html`<p class="hint">${bytesOf(resource.blob)}, not text.</p>`)}
    </div>`;
}
