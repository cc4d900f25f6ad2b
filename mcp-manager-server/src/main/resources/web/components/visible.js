import { Fragment, html } from '../app/html.js';

// what no reader sees, or what changes the order in which others are seen; line ends and tabs are text
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u115f\u1160\u3164\uffa0\u{e0100}-\u{e01ef}]/gu;
const NAMES = {
  0x200b: 'zero width space', 0x200c: 'zero width non-joiner', 0x200d: 'zero width joiner', 0xfeff: 'byte order mark', 0x00ad: 'soft hyphen',
  0x200e: 'left-to-right mark', 0x200f: 'right-to-left mark', 0x202a: 'left-to-right embedding', 0x202b: 'right-to-left embedding', 0x202c: 'end of embedding',
  0x202d: 'left-to-right override', 0x202e: 'right-to-left override', 0x2060: 'word joiner',
  0x2066: 'left-to-right isolate', 0x2067: 'right-to-left isolate', 0x2068: 'first strong isolate', 0x2069: 'end of isolate',
};

const codeOf = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Text from elsewhere, in which characters that can't be seen are shown by their number. */
export function Visible({ text }) {
  const parts = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(UNSEEN)) {
    if (character === '\n' || character === '\t') continue;
    parts.push(text.slice(end, index), html`<${Unseen} key=${index} character=${character} />`);
    end = index + character.length;
  }
  parts.push(text.slice(end));
  return html`<${Fragment}>${parts}<//>`;
}

function Unseen({ character }) {
  const name = NAMES[character.codePointAt(0)] ?? 'character that can’t be seen';
  return html`<mark class="unseen-character" title=${name}>${codeOf(character)}</mark>`;
}
