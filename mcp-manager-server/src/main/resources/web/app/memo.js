import { useRef } from './html.js';

/** A component that is drawn again only when one of its properties is another; it has no hooks and reads no signals. */
export function memo(Component) {
  return function Remembered(properties) {
    const before = useRef(null);
    if (!before.current || !same(before.current.properties, properties)) before.current = { properties, drawn: Component(properties) };
    return before.current.drawn;
  };
}

function same(before, after) {
  const keys = Object.keys(after);
  return keys.length === Object.keys(before).length && keys.every((key) => Object.is(before[key], after[key]));
}
