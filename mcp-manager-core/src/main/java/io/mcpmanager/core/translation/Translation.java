package io.mcpmanager.core.translation;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;

/**
 * What has to be different between a client of one revision and a server of another. There is one for each pair of
 * revisions, made once; whether anything has to be done is decided by the pair and the method, before any byte is looked
 * at. Immutable.
 */
public final class Translation {

  private static final ProtocolRevision[] REVISIONS = ProtocolRevision.values();
  private static final Translation[] ALL = all();

  private final Pair pair;
  private final AnswerRules answers;
  private final ToolItems tools;

  private Translation(Pair pair) {
    this.pair = pair;
    this.tools = new ToolItems(pair);
    this.answers = new AnswerRules(pair, tools);
  }

  /** The translation between a client's revision and a server's. */
  @SuppressWarnings("EnumOrdinal") // asked for with every call
  public static Translation between(ProtocolRevision client, ProtocolRevision server) {
    return ALL[client.ordinal() * REVISIONS.length + server.ordinal()];
  }

  /** Whether requests have to be edited for the server. */
  public boolean touchesRequests() {
    return pair.modernClientOfLegacyServer() || pair.legacyClientOfModernServer();
  }

  /**
   * Takes out of a client's request what the server does not know: towards servers with a handshake what clients of
   * 2026-07-28 say with each request, towards those of 2026-07-28 the wish for a task of 2025-11-25. What a server of
   * 2026-07-28 must be told with each request is added by {@link RequestMeta}.
   */
  public void request(Envelope request, Splice splice) {
    if (pair.modernClientOfLegacyServer()) {
      RequestMeta.remove(request, splice);
    } else if (pair.legacyClientOfModernServer()) {
      RequestMeta.removeTask(request, splice);
    }
  }

  /** Whether answers to the method may have to be edited for the client. */
  public boolean touchesAnswers(String method) {
    return answers.touch(method);
  }

  /** Edits the answer of a server for the client; its id is left alone. */
  public void answer(Envelope answer, AnsweredCall call, Splice splice) {
    if (answers.touch(call.method())) {
      answers.edit(answer, call, splice);
    }
  }

  /** Whether items of the list may have to be edited or left out for the client. */
  public boolean touchesItems(String listMethod) {
    return tools.touch(listMethod);
  }

  /** An item of a list as the client has to see it, or empty if the client must not see it. */
  public Optional<byte[]> item(String listMethod, byte[] item) {
    return tools.touch(listMethod) ? tools.edited(item) : Optional.of(item);
  }

  /** Whether what some tools return is wrapped for the client. */
  public boolean mayWrapOutput() {
    return pair.legacyClientOfModernServer();
  }

  /** Whether what a tool returns is wrapped for the client, as its output schema is. */
  public boolean wrapsOutput(byte[] tool) {
    return mayWrapOutput() && OutputSchemas.mustWrap(tool);
  }

  /** What a client offers servers, as the server may see it; both are JSON objects. */
  public byte[] clientCapabilities(byte[] capabilities) {
    return Capabilities.ofClient(capabilities, pair);
  }

  /** What a server offers clients, as the client may see it; both are JSON objects. */
  public byte[] serverCapabilities(byte[] capabilities) {
    return Capabilities.ofServer(capabilities, pair);
  }

  /**
   * The parameters of what a server asks the client, as the client has to see them.
   *
   * @param method {@code sampling/createMessage}, {@code elicitation/create} or {@code roots/list}
   * @param params a JSON object
   * @param elicitationId for a URL that a client of 2025-11-25 is to open, which wants one
   */
  public byte[] input(String method, byte[] params, String elicitationId) {
    return Inputs.forClient(method, params, elicitationId, pair);
  }

  /** Whether a client's answers to what servers ask may have to be edited for the server. */
  public boolean touchesInputAnswers(String method) {
    return Inputs.touchAnswers(method, pair);
  }

  /**
   * What a client answered to what a server asked, as the server has to see it.
   *
   * @param method one whose answers are {@linkplain #touchesInputAnswers touched}
   * @param params as the server asked, a JSON object
   * @param answer the client's result, a JSON object
   */
  public byte[] inputAnswer(String method, byte[] params, byte[] answer) {
    return touchesInputAnswers(method) ? Inputs.forServer(params, answer) : answer;
  }

  private static Translation[] all() {
    var all = new Translation[REVISIONS.length * REVISIONS.length];
    int next = 0;
    for (ProtocolRevision client : REVISIONS) {
      for (ProtocolRevision server : REVISIONS) {
        all[next++] = new Translation(new Pair(client, server));
      }
    }
    return all;
  }
}
