package io.mcpmanager.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Signs that there is, or is meant to be, a container engine: enough to be worth loading what finds and speaks with it.
 *
 * @param environment variables of the program
 * @param home the user's folder
 * @param root folder in which the machine's own sockets are
 */
record EngineTraces(Map<String, String> environment, Path home, Path root) {

  private static final List<String> VARIABLES = List.of("DOCKER_HOST", "DOCKER_CONTEXT");

  EngineTraces {
    environment = Map.copyOf(environment);
  }

  /** Those of this program on this machine. */
  static EngineTraces here() {
    return new EngineTraces(
        System.getenv(), Path.of(System.getProperty("user.home", "/")), Path.of("/"));
  }

  /** Whether there is any. */
  boolean any() {
    return VARIABLES.stream()
            .anyMatch(name -> !environment.getOrDefault(name, "").isBlank())
        || places().anyMatch(Files::exists);
  }

  private Stream<Path> places() {
    Path docker = home.resolve(".docker");
    Stream<Path> own = Stream.of(
        root.resolve("var/run/docker.sock"),
        root.resolve("run/podman/podman.sock"),
        docker.resolve("run/docker.sock"),
        // written when a context is made
        docker.resolve("contexts/meta"));
    String session = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return session.isBlank()
        ? own
        : Stream.concat(
            own,
            Stream.of(
                Path.of(session).resolve("docker.sock"),
                Path.of(session).resolve("podman/podman.sock")));
  }
}
