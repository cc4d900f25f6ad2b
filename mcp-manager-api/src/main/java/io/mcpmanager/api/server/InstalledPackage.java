package io.mcpmanager.api.server;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A package that was installed to start a server.
 *
 * @param name its name, such as {@code @modelcontextprotocol/server-everything}
 * @param version the exact version that was installed and is started from then on
 * @param integrity hash of the package as its registry states it, such as {@code sha512-...}, or null if it states none
 */
public record InstalledPackage(
    String name, String version, @Nullable String integrity) {

  /** Checks what must be given. */
  public InstalledPackage {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
  }

  /** Hash of the package, if its registry states one. */
  public Optional<String> hash() {
    return Optional.ofNullable(integrity);
  }

  /** Name and version, such as {@code left-pad@1.3.0}. */
  @Override
  public String toString() {
    return name + "@" + version;
  }
}
