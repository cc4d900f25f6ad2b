package io.mcpmanager.core.protocol;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a client said about itself: once in {@code initialize}, or with each request since 2026-07-28.
 *
 * @param name name it gives itself; not to be trusted
 * @param version version it gives itself; not to be trusted
 * @param revision spoken with it
 * @param capabilities what it offers servers, a JSON object as it wrote it
 * @param logLevel from which on it has asked servers for log messages, or null if it has not
 */
// payloads pass through uncopied
@SuppressWarnings("ArrayRecordComponent")
public record ClientProfile(
    String name,
    String version,
    ProtocolRevision revision,
    byte[] capabilities,
    @Nullable String logLevel) {

  /** A client that has not asked for log messages. */
  public ClientProfile(
      String name, String version, ProtocolRevision revision, byte[] capabilities) {
    this(name, version, revision, capabilities, null);
  }

  /** The same client, that wants log messages from a level on. */
  public ClientProfile withLogLevel(String level) {
    return new ClientProfile(name, version, revision, capabilities, level);
  }

  /** A client that offers servers nothing. */
  public static ClientProfile plain(String name, String version, ProtocolRevision revision) {
    return new ClientProfile(name, version, revision, "{}".getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether it declares a capability, such as {@code sampling}. */
  public boolean offers(String capability) {
    return JsonText.member(capabilities, new Span(0, capabilities.length), capability)
        .filter(span -> JsonText.isObject(capabilities, span))
        .isPresent();
  }

  /** Whether servers may ask it for anything: samples, answers of its user, or roots. */
  public boolean canBeAsked() {
    return offers("sampling") || offers("elicitation") || offers("roots");
  }
}
