import { html, useMemo } from '../../app/html.js';
import { encode } from '../../lib/qr.js';

/** A text as a QR code, drawn here: it goes to nobody. */
export function QrCode({ text, label }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    return { size, path: data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('') };
  }, [text]);
  return html`
    <svg class="qr" viewBox=${`0 0 ${size} ${size}`} shape-rendering="crispEdges" role="img" aria-label=${label}><path d=${path} fill="currentColor" /></svg>`;
}
