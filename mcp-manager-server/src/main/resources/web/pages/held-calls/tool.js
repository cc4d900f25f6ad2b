import { get } from '../../app/api.js';
import { useEffect, useState } from '../../app/html.js';

// catalogs by server and the hash of the tool that a call is held with: another definition is looked up anew
const catalogs = new Map();
const MOST = 50;

function catalogOf(server, pin) {
  const key = `${server} ${pin}`;
  if (!catalogs.has(key)) {
    if (catalogs.size >= MOST) catalogs.clear();
    catalogs.set(key, get(`/servers/${encodeURIComponent(server)}/catalog`).then(({ data }) => data.tools, () => { catalogs.delete(key); return []; }));
  }
  return catalogs.get(key);
}

/** What a server says about the tool of a held call; undefined while that is not known. */
export function useTool({ serverId, tool, pin }) {
  const [found, setFound] = useState(undefined);
  useEffect(() => {
    let gone = false;
    catalogOf(serverId, pin).then((tools) => { if (!gone) setFound(tools.find(({ originalName }) => originalName === tool)); });
    return () => { gone = true; };
  }, [serverId, tool, pin]);
  return found;
}
