import { useLayoutEffect, useRef } from '../app/html.js';

/** Who has scrolled down a list that grows at its top keeps in place what they read. */
export function useStay(box, items, height, keyOf) {
  const first = useRef(undefined);
  useLayoutEffect(() => {
    const was = first.current;
    first.current = items.length ? keyOf(items[0]) : undefined;
    if (was === undefined || was === first.current || !box.current || box.current.scrollTop < height) return;
    const added = items.findIndex((item) => keyOf(item) === was);
    if (added > 0) box.current.scrollTop += added * height;
  }, [items]);
}
