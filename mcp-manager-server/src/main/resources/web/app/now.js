import { useEffect, useState } from './html.js';

/** The time, told anew every `step` milliseconds while something shows it; 0 for never. */
export function useNow(step = 1000) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!step) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), step);
    return () => clearInterval(timer);
  }, [step]);
  return now;
}
