package io.mcpmanager.core.translation;

import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;
import java.util.Set;

/**
 * What every result has since 2026-07-28: its type, who made it, and how long it may be kept. Nobody may keep what comes
 * from here: what servers offer changes when they come and go, and those with a handshake do not say how long it holds.
 */
public final class ResultMembers {

  private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
  private static final Set<String> CACHEABLE = Set.of(
      "server/discover",
      "tools/list",
      "prompts/list",
      "resources/list",
      "resources/templates/list",
      "resources/read");
  private static final byte[] COMPLETE = Bytes.of("\"complete\"");
  private static final byte[] STALE_AT_ONCE = Bytes.of("0");
  private static final byte[] PRIVATE = Bytes.of("\"private\"");

  /**
   * The members for a result that has none of them yet, as they stand in an object, without a comma at the end.
   *
   * @param serverInfo who made the result, a JSON object
   */
  public static String of(String method, byte[] serverInfo) {
    return "\"resultType\":\"complete\","
        + (isCacheable(method) ? "\"ttlMs\":0,\"cacheScope\":\"private\"," : "")
        + "\"_meta\":"
        + Bytes.text(meta(serverInfo));
  }

  static boolean isCacheable(String method) {
    return CACHEABLE.contains(method);
  }

  static void put(byte[] bytes, Span result, AnsweredCall call, Splice splice) {
    splice.put(result, "resultType", COMPLETE);
    if (isCacheable(call.method())) {
      splice.put(result, "ttlMs", STALE_AT_ONCE).put(result, "cacheScope", PRIVATE);
    }
    Optional<Span> meta = Bytes.object(bytes, result, "_meta");
    if (meta.isPresent()) {
      splice.put(meta.get(), SERVER_INFO, call.serverInfo());
    } else {
      splice.put(result, "_meta", meta(call.serverInfo()));
    }
  }

  private static byte[] meta(byte[] serverInfo) {
    return Bytes.of("{\"" + SERVER_INFO + "\":" + Bytes.text(serverInfo) + "}");
  }

  private ResultMembers() {}
}
