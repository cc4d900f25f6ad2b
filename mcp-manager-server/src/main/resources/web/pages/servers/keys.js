// Moving through servers by keys: arrows or j and k, Home and End; x chooses.

/** For the element that holds the items, each with data-at and in it a link with data-row. */
export function moveByKeys(press, count) {
  const { target, key, currentTarget } = press;
  if (press.ctrlKey || press.metaKey || press.altKey || target.closest('[role=menu], select, [aria-haspopup]')) return;
  const item = target.closest('[data-at]');
  if (!item) return;
  const at = Number(item.dataset.at);
  if (key === 'x') {
    item.querySelector('input[type=checkbox]')?.click();
    return;
  }
  const next = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1 }[key];
  if (next === undefined || next < 0 || next >= count) return;
  press.preventDefault();
  const to = currentTarget.querySelector(`[data-at="${next}"]`);
  to?.querySelector('[data-row]').focus({ preventScroll: true });
  to?.scrollIntoView({ block: 'nearest' });
}
