import { copy } from '../app/announce.js';
import { html, useState } from '../app/html.js';
import { Icon } from './icon.js';

/**
 * A button, or with `href` a link that looks like one. `kind`: primary, danger, quiet or nothing; `busy` shows that its
 * work is under way and refuses more; `why` says why it can't be pressed (it stays focusable, so that this can be read).
 */
export function Button({ kind = '', small = false, icon, label, busy = false, why, href, children, onClick, ...rest }) {
  const classes = ['button', kind, small && 'small', icon && !children && 'icon-only'].filter(Boolean).join(' ');
  const inner = html`${icon && html`<${Icon} name=${icon} label=${children ? undefined : label} size=${small ? 16 : 18} />`}${children}`;
  if (href) return html`<a class=${classes} href=${href} aria-label=${children && label ? label : undefined} ...${rest}>${inner}</a>`;
  const off = busy || Boolean(why);
  return html`
    <button type="button" class=${classes} aria-disabled=${off ? 'true' : undefined} aria-busy=${busy ? 'true' : undefined}
      aria-label=${children && label ? label : undefined} title=${why ?? (children ? undefined : label)}
      onClick=${off ? (click) => click.preventDefault() : onClick} ...${rest}>${inner}</button>`;
}

/** A button whose action takes its time: busy until it has ended. `run` shows its own errors or lets `attempt` do so. */
export function ActionButton({ run, ...rest }) {
  const [busy, setBusy] = useState(false);
  const press = async (click) => {
    setBusy(true);
    try {
      await run(click);
    } finally {
      setBusy(false);
    }
  };
  return html`<${Button} ...${rest} busy=${busy} onClick=${press} />`;
}

/** Copies a text; `what` names it: "URL". */
export function CopyButton({ text, what, small = true }) {
  return html`<${Button} kind="quiet" small=${small} icon="copy" label=${`Copy ${what}`} onClick=${() => copy(text, what)} />`;
}
