// What a rule does, as people say it.

const ANY = '*';

const whose = ({ principal, client }) => {
  const who = principal === ANY ? 'anybody' : principal === 'key:*' ? 'any API key' : principal === 'user:*' ? 'any user' : principal;
  return client === ANY ? who : `${who} with a client named ${client}`;
};

const whichTool = ({ server, tool }) => {
  const tools = tool === ANY ? 'any tool' : tool.includes(ANY) ? `tools named ${tool}` : tool;
  const servers = server === ANY ? 'any server' : server.includes(ANY) ? `servers named ${server}` : server;
  return tool === ANY && server === ANY ? 'any tool of any server' : `${tools} of ${servers}`;
};

/** "Calls of tools named delete_* of any server, by anybody, wait until somebody has approved them." */
export function sentence(rule) {
  const ends = { allow: 'go through', deny: 'are refused, and their tools are not listed', ask: 'wait until somebody has approved them' };
  return `Calls of ${whichTool(rule)}, by ${whose(rule)}, ${ends[rule.effect]}.`;
}

export const EFFECTS = { allow: 'Allow', deny: 'Deny', ask: 'Ask' };

/** What becomes of calls by an effect, after "Such a call". */
export const CONSEQUENCES = {
  allow: 'goes through to the server', deny: 'is refused, and the tool is not listed', ask: 'waits until somebody has approved it',
};
