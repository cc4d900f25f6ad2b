package io.mcpmanager.core.translation;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What clients say about themselves with each request since 2026-07-28. */
public final class RequestMeta {

  private static final String PREFIX = "io.modelcontextprotocol/";
  private static final String PROTOCOL_VERSION = PREFIX + "protocolVersion";
  private static final String CLIENT_INFO = PREFIX + "clientInfo";
  private static final String CLIENT_CAPABILITIES = PREFIX + "clientCapabilities";
  private static final String LOG_LEVEL = PREFIX + "logLevel";
  private static final List<String> ALL =
      List.of(PROTOCOL_VERSION, CLIENT_INFO, CLIENT_CAPABILITIES, LOG_LEVEL);

  /**
   * Tells a server of 2026-07-28 or later who asks.
   *
   * @param revision spoken with the server
   * @param clientInfo a JSON object
   * @param capabilities what the client offers this server, a JSON object
   * @param logLevel from which on the server shall log while it works on the request, or null for nothing
   */
  public static void add(
      Envelope request,
      Splice splice,
      ProtocolRevision revision,
      byte[] clientInfo,
      byte[] capabilities,
      @Nullable String logLevel) {
    splice.meta(request, PROTOCOL_VERSION, JsonText.quote(revision.text()));
    splice.meta(request, CLIENT_INFO, clientInfo);
    splice.meta(request, CLIENT_CAPABILITIES, capabilities);
    if (logLevel != null) {
      splice.meta(request, LOG_LEVEL, JsonText.quote(logLevel));
    }
  }

  /** Takes it away again, and what belongs to the answering of inputs, for a server with a handshake. */
  static void remove(Envelope request, Splice splice) {
    Optional<Span> params = params(request);
    if (params.isEmpty()) {
      return;
    }
    request
        .span(Member.META)
        .filter(meta -> JsonText.isObject(request.bytes(), meta))
        .ifPresent(meta -> ALL.forEach(key -> splice.remove(meta, key)));
    splice.remove(params.get(), "inputResponses").remove(params.get(), "requestState");
  }

  /** Takes away the wish of a client of 2025-11-25 to have the call run as a task. */
  static void removeTask(Envelope request, Splice splice) {
    if (request.method().equals("tools/call")) {
      params(request).ifPresent(params -> splice.remove(params, "task"));
    }
  }

  private static Optional<Span> params(Envelope request) {
    return request.span(Member.PARAMS).filter(params -> JsonText.isObject(request.bytes(), params));
  }

  private RequestMeta() {}
}
