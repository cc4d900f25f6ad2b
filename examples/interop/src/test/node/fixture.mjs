/*
 * What the conformance suite expects of the server it tests: its tools, prompts and resources by their agreed names. The
 * suite's package brings no such server. One definition serves both eras: what a tool needs from the client it asks for
 * with an input request, which the SDK turns into a request of its own for a client that has a session.
 */
import {
  CLIENT_CAPABILITIES_META_KEY,
  McpServer,
  ResourceTemplate,
  acceptedContent,
  createRequestStateCodec,
  fromJsonSchema,
  inputRequired,
} from '@modelcontextprotocol/server';
import { setTimeout as delay } from 'node:timers/promises';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

// the state comes back from a client that could have changed it; every instance of this process can check it
const state = createRequestStateCodec({ key: crypto.getRandomValues(new Uint8Array(32)) });

const text = (words) => ({ content: [{ type: 'text', text: words }] });
const says = (content) => ({ messages: [].concat(content).map((block) => ({ role: 'user', content: block })) });
const object = (properties = {}, required = Object.keys(properties)) => ({ type: 'object', properties, required });
const form = (message, properties, required) =>
  inputRequired.elicit({ message, requestedSchema: object(properties, required) });
const completion = (prompt, maxTokens = 100) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens });

const askName = () => form('What is your name?', { name: { type: 'string' } });
const askConfirmation = () => form('Please confirm', { ok: { type: 'boolean' } });
const accepted = ({ mcpReq }, key) => acceptedContent(mcpReq.inputResponses, key);

/** A tool that asks one thing and tells the answer, whatever it was. */
const asking = (request, tell) => (args, { mcpReq }) => {
  const answer = mcpReq.inputResponses?.answer;
  return answer === undefined ? inputRequired({ inputRequests: { answer: request(args) } }) : text(tell(answer));
};
const tellElicited = ({ action, content }) => `User response: action=${action}, content=${JSON.stringify(content ?? {})}`;

const single = (more) => ({ type: 'string', ...more });
const multiple = (items) => ({ type: 'array', minItems: 1, maxItems: 3, items });
const titled = (...titles) => titles.map((title, i) => ({ const: `value${i + 1}`, title }));
const options = ['option1', 'option2', 'option3'];

/** By name: what it does, and the schema of its arguments if it has any. */
const tools = {
  test_simple_text: [() => text('This is a simple text response for testing.')],
  test_image_content: [() => ({ content: [{ type: 'image', data: PIXEL, mimeType: 'image/png' }] })],
  test_audio_content: [() => ({ content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }] })],
  test_embedded_resource: [
    () => ({
      content: [
        {
          type: 'resource',
          resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'An embedded resource.' },
        },
      ],
    }),
  ],
  test_multiple_content_types: [
    () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: PIXEL, mimeType: 'image/png' },
        {
          type: 'resource',
          resource: { uri: 'test://mixed-content', mimeType: 'application/json', text: '{"test":"data","value":123}' },
        },
      ],
    }),
  ],
  test_error_handling: [
    () => {
      throw new Error('This tool intentionally returns an error for testing');
    },
  ],
  test_tool_with_logging: [
    async (args, { mcpReq }) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } });
        await delay(50);
      }
      return text('Tool with logging executed successfully');
    },
  ],
  test_tool_with_progress: [
    async (args, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
        const params = { progressToken, progress, total: 100, message: `Completed step ${progress} of 100` };
        await mcpReq.notify({ method: 'notifications/progress', params });
        await delay(50);
      }
      return text('Progress was reported');
    },
  ],
  test_logging_tool: [
    async (args, { mcpReq }) => {
      await mcpReq.log('info', 'only for a request that asks for this level');
      return text('logged');
    },
  ],
  test_reconnection: [
    async (args, { mcpReq }, { closeStream }) => {
      closeStream(mcpReq.id);
      await delay(100);
      return text('The client has come back for this answer');
    },
  ],
  test_streaming_elicitation: [() => text('results only, no requests')],
  test_sampling: [
    asking(
      ({ prompt }) => completion(prompt),
      ({ content }) => `LLM response: ${content?.text}`,
    ),
    object({ prompt: { type: 'string' } }),
  ],
  test_missing_capability: [
    asking(
      () => completion('Reply with the single word: pong'),
      () => 'sampled',
    ),
  ],
  test_elicitation: [
    asking(({ message }) => form(message, { response: { type: 'string' } }), tellElicited),
    object({ message: { type: 'string' } }),
  ],
  test_elicitation_sep1034_defaults: [
    asking(
      () =>
        form(
          'Please review the defaults',
          {
            name: { type: 'string', default: 'John Doe' },
            age: { type: 'integer', default: 30 },
            score: { type: 'number', default: 95.5 },
            status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
            verified: { type: 'boolean', default: true },
          },
          [],
        ),
      tellElicited,
    ),
  ],
  test_elicitation_sep1330_enums: [
    asking(
      () =>
        form(
          'Please select',
          {
            untitledSingle: single({ enum: options }),
            titledSingle: single({ oneOf: titled('First Option', 'Second Option', 'Third Option') }),
            legacyEnum: single({ enum: ['opt1', 'opt2', 'opt3'], enumNames: ['One', 'Two', 'Three'] }),
            untitledMulti: multiple({ type: 'string', enum: options }),
            titledMulti: multiple({ anyOf: titled('First Choice', 'Second Choice', 'Third Choice') }),
          },
          [],
        ),
      tellElicited,
    ),
  ],
  test_input_required_result_elicitation: [
    (args, ctx) => {
      const name = accepted(ctx, 'user_name')?.name;
      return typeof name === 'string'
        ? text(`Hello, ${name}!`)
        : inputRequired({ inputRequests: { user_name: askName() } });
    },
  ],
  test_input_required_result_sampling: [
    (args, { mcpReq }) => {
      const answer = mcpReq.inputResponses?.capital_question;
      return answer === undefined
        ? inputRequired({ inputRequests: { capital_question: completion('What is the capital of France?') } })
        : text(`Sampling response: ${answer.content?.text}`);
    },
  ],
  test_input_required_result_list_roots: [
    (args, { mcpReq }) => {
      const roots = mcpReq.inputResponses?.client_roots?.roots;
      return Array.isArray(roots)
        ? text(`Roots: ${roots.map(({ uri }) => uri).join(', ')}`)
        : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
    },
  ],
  test_input_required_result_request_state: [
    async (args, ctx) =>
      accepted(ctx, 'confirm') !== undefined && ctx.mcpReq.requestState() !== undefined
        ? text('state-ok')
        : inputRequired({
            inputRequests: { confirm: askConfirmation() },
            requestState: await state.mint({ tool: 'request_state' }),
          }),
  ],
  test_input_required_result_tampered_state: [
    async (args, ctx) =>
      accepted(ctx, 'confirm') !== undefined && ctx.mcpReq.requestState() !== undefined
        ? text('integrity-ok')
        : inputRequired({
            inputRequests: { confirm: askConfirmation() },
            requestState: await state.mint({ tool: 'tampered_state' }),
          }),
  ],
  test_input_required_result_multiple_inputs: [
    async (args, ctx) => {
      const { greeting, client_roots: roots } = ctx.mcpReq.inputResponses ?? {};
      const name = accepted(ctx, 'user_name')?.name;
      if (name !== undefined && greeting !== undefined && roots !== undefined) {
        return text(`${greeting.content?.text} ${name}, ${roots.roots.length} roots`);
      }
      return inputRequired({
        inputRequests: {
          user_name: askName(),
          greeting: completion('Generate a greeting', 50),
          client_roots: inputRequired.listRoots(),
        },
        requestState: await state.mint({ tool: 'multiple_inputs' }),
      });
    },
  ],
  test_input_required_result_multi_round: [
    async (args, ctx) => {
      const before = ctx.mcpReq.requestState();
      if (before?.round === 2) {
        return text(`${before.name} likes ${accepted(ctx, 'step2')?.color}`);
      }
      if (before?.round === 1) {
        const name = accepted(ctx, 'step1')?.name;
        return inputRequired({
          inputRequests: { step2: form('Step 2: What is your favorite color?', { color: { type: 'string' } }) },
          requestState: await state.mint({ round: 2, name }),
        });
      }
      return inputRequired({
        inputRequests: { step1: form('Step 1: What is your name?', { name: { type: 'string' } }) },
        requestState: await state.mint({ round: 1 }),
      });
    },
  ],
  test_input_required_result_capabilities: [
    (args, { mcpReq }, { capabilities }) => {
      const declared = mcpReq.envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? capabilities() ?? {};
      const inputRequests = {
        ...(declared.elicitation && { user_name: askName() }),
        ...(declared.sampling && { greeting: completion('Generate a short greeting', 50) }),
        ...(declared.roots && { client_roots: inputRequired.listRoots() }),
      };
      return mcpReq.inputResponses !== undefined || Object.keys(inputRequests).length === 0
        ? text('asked for what the client can do')
        : inputRequired({ inputRequests });
    },
  ],
  test_trigger_tool_change: [
    (args, ctx, { toolsChanged }) => {
      toolsChanged();
      return text('told');
    },
  ],
  test_trigger_prompt_change: [
    (args, ctx, { promptsChanged }) => {
      promptsChanged();
      return text('told');
    },
  ],
  test_x_mcp_header: [
    ({ region }) => text(`region=${region ?? '<none>'}`),
    object({ region: { type: 'string', 'x-mcp-header': 'Region' }, level: { type: 'integer' } }, []),
  ],
  json_schema_2020_12_tool: [
    (args) => text(JSON.stringify(args)),
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: {
        address: {
          $anchor: 'addressDef',
          type: 'object',
          properties: { street: { type: 'string' }, city: { type: 'string' } },
        },
      },
      properties: {
        name: { type: 'string' },
        address: { $ref: '#/$defs/address' },
        contactMethod: { type: 'string', enum: ['phone', 'email'] },
        phone: { type: 'string' },
        email: { type: 'string' },
      },
      allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
      if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
      then: { required: ['phone'] },
      else: { required: ['email'] },
      additionalProperties: false,
    },
  ],
};

/** By name: what it says, and the schema of its arguments if it has any. */
const prompts = {
  test_simple_prompt: [() => says({ type: 'text', text: 'This is a simple prompt for testing.' })],
  test_prompt_with_arguments: [
    ({ arg1, arg2 }) => says({ type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` }),
    object({ arg1: { type: 'string' }, arg2: { type: 'string' } }),
  ],
  test_prompt_with_embedded_resource: [
    ({ resourceUri: uri }) =>
      says([
        { type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' } },
        { type: 'text', text: 'Please process the embedded resource above.' },
      ]),
    object({ resourceUri: { type: 'string' } }),
  ],
  test_prompt_with_image: [
    () =>
      says([
        { type: 'image', data: PIXEL, mimeType: 'image/png' },
        { type: 'text', text: 'Please analyze the image above.' },
      ]),
  ],
  test_input_required_result_prompt: [
    (args, ctx) => {
      const context = accepted(ctx, 'user_context')?.context;
      return context === undefined
        ? inputRequired({ inputRequests: { user_context: form('What context?', { context: { type: 'string' } }) } })
        : says({ type: 'text', text: `Use the following context: ${context}` });
    },
  ],
};

const resources = {
  'test://static-text': { mimeType: 'text/plain', text: 'This is the content of the static text resource.' },
  'test://static-binary': { mimeType: 'image/png', blob: PIXEL },
  'test://watched-resource': { mimeType: 'text/plain', text: 'Watched resource content' },
};

// how often the tool and the prompt have changed that are there for that
const changes = { tool: 0, prompt: 0 };

/**
 * A server of this definition.
 *
 * @param around what its tools do by the transport: closeStream(requestId), toolsChanged(), promptsChanged()
 */
export function createFixture(around = {}) {
  const server = new McpServer(
    { name: 'conformance-fixture', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: state.verify },
    },
  );
  const described = (kind) => ({ description: `Fixture that has changed ${changes[kind]} times` });
  const tool = server.registerTool('test_changing_tool', described('tool'), async () => text('changing'));
  const prompt = server.registerPrompt('test_changing_prompt', described('prompt'), async () =>
    says({ type: 'text', text: 'changing' }),
  );
  const means = {
    closeStream: () => {},
    capabilities: () => server.server.getClientCapabilities(),
    ...around,
    toolsChanged() {
      changes.tool++;
      tool.update(described('tool'));
      around.toolsChanged?.();
    },
    promptsChanged() {
      changes.prompt++;
      prompt.update(described('prompt'));
      around.promptsChanged?.();
    },
  };
  for (const [name, [run, schema = object()]] of Object.entries(tools)) {
    const config = { description: `Fixture ${name}`, inputSchema: fromJsonSchema(schema) };
    server.registerTool(name, config, async (args, ctx) => run(args, ctx, means));
  }
  for (const [name, [render, schema]] of Object.entries(prompts)) {
    const config = { description: `Fixture ${name}`, ...(schema && { argsSchema: fromJsonSchema(schema) }) };
    // without a schema the context is the only argument
    server.registerPrompt(name, config, async (args, ctx = args) => render(args, ctx));
  }
  for (const [uri, content] of Object.entries(resources)) {
    const config = { description: `Fixture ${uri}`, mimeType: content.mimeType };
    server.registerResource(uri.slice('test://'.length), uri, config, async () => ({ contents: [{ uri, ...content }] }));
  }
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'Fixture template', mimeType: 'application/json' },
    async (uri, { id }) => ({
      contents: [
        { uri: uri.toString(), mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true }) },
      ],
    }),
  );
  for (const method of ['logging/setLevel', 'resources/subscribe', 'resources/unsubscribe']) {
    server.server.setRequestHandler(method, async () => ({}));
  }
  server.server.setRequestHandler('completion/complete', async () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
  return server;
}
