package io.mcpmanager.docker.network;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import io.mcpmanager.api.error.LaunchException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How one container is tied to a network. Thread-safe. */
public interface NetworkAttachment extends AutoCloseable {

  /** Says in a command how the container is tied: network, ports, names of hosts. */
  void applyTo(CreateContainerCmd command, HostConfig host);

  /** Variables the container gets besides those of its definition. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Labels the container gets, by which it is known again. */
  default Map<String, String> labels() {
    return Map.of();
  }

  /** The container has been started. */
  default void started(InspectContainerResponse running) {}

  /** The URL at which it serves MCP, if it serves it over HTTP. */
  Optional<URI> endpoint(InspectContainerResponse running);

  /** Fields of the launch that can't be enforced here. */
  default List<String> notEnforced() {
    return List.of();
  }

  /** What the engine meant when it refused to create or start the container; empty if it is not about networks. */
  default Optional<LaunchException> explain(RuntimeException fromEngine) {
    return Optional.empty();
  }

  /** Gives back what was made for the container, which is gone. Idempotent. */
  @Override
  default void close() {}
}
