import { get, path } from '../../app/api.js';

const PAGE = 100;
const MOST = 5000;

/** All of a list that comes in pages: `cursor` gives of an entry what the next page begins after. */
export async function loadAll(place, cursor) {
  const all = [];
  for (let after = '', more = true; more && all.length < MOST;) {
    const { data } = await get(path([place], { after, limit: PAGE }));
    all.push(...data);
    more = data.length === PAGE;
    if (more) after = cursor(data.at(-1));
  }
  return all;
}
