import { signal } from './html.js';

const query = matchMedia('(max-width: 640px)');
const narrow = signal(query.matches);
query.addEventListener('change', () => { narrow.value = query.matches; });

/** Whether there is room for one column only; where a height has to be known, which style sheets can't tell. */
export const useNarrow = () => narrow.value;
