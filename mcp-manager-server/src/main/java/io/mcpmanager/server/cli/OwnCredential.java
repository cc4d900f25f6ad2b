package io.mcpmanager.server.cli;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.core.config.ConfigLoader;
import io.mcpmanager.server.auth.LocalKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the command line presents to a manager: the API key in {@code MCP_MANAGER_API_KEY}, else, on this machine, the key
 * that the manager keeps in its data folder for who can read that. Never an argument, which others could see.
 */
final class OwnCredential implements Supplier<Optional<String>> {

  static final String VARIABLE = "MCP_MANAGER_API_KEY";

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final URI manager;
  private final @Nullable Path folder;
  private final String given;

  /**
   * For a manager at an address.
   *
   * @param folder data folder of managers on this machine, or null if it is not known
   */
  OwnCredential(URI manager, @Nullable Path folder, Map<String, String> environment) {
    this.manager = manager;
    this.folder = folder;
    this.given = environment.getOrDefault(VARIABLE, "").strip();
  }

  /** With the data folder that is configured; none, if that is wrong. */
  static OwnCredential configured(URI manager) {
    return new OwnCredential(manager, configuredFolder(), System.getenv());
  }

  private static @Nullable Path configuredFolder() {
    try {
      return new ConfigLoader(
              System.getenv(),
              Path.of(System.getProperty("user.home")),
              Path.of("").toAbsolutePath())
          .load(null, Map.of())
          .config()
          .dataDirectory();
    } catch (ValidationException wrong) {
      return null;
    }
  }

  /** Looked for anew each time: a manager that is started again has another one. */
  @Override
  public Optional<String> get() {
    boolean local = LOOPBACK.contains(String.valueOf(manager.getHost()));
    if (!given.isEmpty()) {
      if (!local && !"https".equals(manager.getScheme())) {
        throw new ValidationException(List.of(new Problem(
            "--url",
            "must be https, for " + VARIABLE + " would be readable on the way",
            Problem.Code.NOT_ALLOWED)));
      }
      return Optional.of(given);
    }
    return local && folder != null && manager.getPort() > 0
        ? LocalKey.read(folder, manager.getPort())
        : Optional.empty();
  }
}
