package io.mcpmanager.core.protocol;

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

  /** The same for a connection that belongs to one client. */
  public ClientIdentity of(byte[] clientCapabilities) {
    return new ClientIdentity(name, version, clientCapabilities);
  }

  /** What the one client offers that the connection belongs to; empty if many share it. */
  Optional<byte[]> ofOneClient() {
    return Optional.ofNullable(capabilities);
  }
}
