package io.mcpmanager.docker;

import io.mcpmanager.docker.engine.EngineFinder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts a {@link DockerRuntime} together. Everything has a default. Not thread-safe. */
public final class DockerRuntimeBuilder {

  private @Nullable String host;
  private Map<String, String> environment = System.getenv();
  private Path home = Path.of(System.getProperty("user.home", "/"));

  DockerRuntimeBuilder() {}

  /**
   * Where the engine listens, such as {@code unix:///var/run/docker.sock} or {@code tcp://10.0.0.5:2376}; by default what
   * Docker's own command would take: {@code DOCKER_HOST}, the context, or a socket in the usual places.
   */
  public DockerRuntimeBuilder host(String newHost) {
    host = Objects.requireNonNull(newHost, "host");
    return this;
  }

  /** The environment in which {@code DOCKER_HOST} and its like are looked up; by default the program's own. */
  public DockerRuntimeBuilder environment(Map<String, String> newEnvironment) {
    environment = Map.copyOf(newEnvironment);
    return this;
  }

  /** The home folder, under which Docker's own configuration is; by default the user's. */
  public DockerRuntimeBuilder home(Path newHome) {
    home = Objects.requireNonNull(newHome, "home");
    return this;
  }

  /** The runtime; it looks for the engine once a manager takes it. */
  public DockerRuntime build() {
    return new DockerRuntime(EngineFinder.of(host, environment, home));
  }
}
