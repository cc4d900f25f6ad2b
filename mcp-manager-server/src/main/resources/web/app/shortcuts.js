// Keys that work everywhere, and the palette in which everything is found.

import { html, signal } from './html.js';

/** The palette that is open: none, find or keys. */
export const palette = signal('none');

export const openPalette = () => { palette.value = 'find'; };

export function Shortcuts() {
  return html``;
}
