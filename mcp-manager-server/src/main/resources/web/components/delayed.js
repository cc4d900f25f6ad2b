import { useEffect, useRef, useState } from '../app/html.js';

const PAUSE_MS = 300;

/** What is typed, shown at once and handed on when there is a pause. A value set from elsewhere takes its place. */
export function useDelayed(value, hand) {
  const [typed, setTyped] = useState(value);
  const timer = useRef(0);
  useEffect(() => { setTyped(value); }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => hand(text), PAUSE_MS);
  };
  return [typed, type];
}
