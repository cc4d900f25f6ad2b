package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.wire.JsonText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the manager introduces itself to servers.
 *
 * @param name program name
 * @param version its version
 * @param capabilities what the one client offers that a connection belongs to, a JSON object; null if many clients share
 *     the connection, which then offers servers nothing
 */
// payloads pass through uncopied
@SuppressWarnings("ArrayRecordComponent")
public record ClientIdentity(String name, String version, byte @Nullable [] capabilities) {

  /** Of a connection that many clients share. */
  public ClientIdentity(String name, String version) {
    this(name, version, null);
  }

  /** Name and version as peers get them, a JSON object. */
  public byte[] info() {
    return ("{\"name\":" + new String(JsonText.quote(name), UTF_8) + ",\"version\":"
            + new String(JsonText.quote(version), UTF_8) + "}")
        .getBytes(UTF_8);
  }

  /** The same for a connection that belongs to one client. */
  public ClientIdentity of(byte[] clientCapabilities) {
    return new ClientIdentity(name, version, clientCapabilities);
  }

  /** What the one client offers that the connection belongs to; empty if many share it. */
  Optional<byte[]> ofOneClient() {
    return Optional.ofNullable(capabilities);
  }
}
