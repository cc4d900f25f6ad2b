package io.mcpmanager.docker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.transport.EngineResponse;
import io.mcpmanager.docker.transport.EngineTransport;
import io.mcpmanager.docker.transport.JsonLines;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What an engine tells, as it happens, about all containers of all managers. */
final class EventStream implements AutoCloseable {

  private static final String OURS = URLEncoder.encode(
      "{\"type\":[\"container\"],\"label\":[\"" + Engine.MANAGER_LABEL + "\"]}",
      StandardCharsets.UTF_8);

  /** To Podman a label without a value fits nothing. */
  private static final String ALL =
      URLEncoder.encode("{\"type\":[\"container\"]}", StandardCharsets.UTF_8);

  private final EngineResponse response;

  private EventStream(EngineResponse response) {
    this.response = response;
  }

  /**
   * Begins to listen; nothing that happens from now on is missed.
   *
   * @param version what the engine is
   * @throws EngineException if the engine does not tell
   */
  static EventStream open(EngineTransport transport, EngineVersion version) throws IOException {
    EngineResponse response = transport.execute(EngineTransport.request(
        Request.Method.GET, "/events?filters=" + (version.podman() ? ALL : OURS)));
    if (response.getStatusCode() == 200) {
      return new EventStream(response);
    }
    try (response) {
      String body = new String(response.getBody().readNBytes(8192), StandardCharsets.UTF_8);
      throw new IOException("it refuses to tell events: " + EngineFaults.message(body));
    }
  }

  /** Passes on what is told, until the stream ends or breaks or is closed. */
  void read(Consumer<ContainerEvent> listener) throws IOException {
    JsonLines.read(response.getBody(), tree -> parse(tree).ifPresent(listener));
  }

  private static Optional<ContainerEvent> parse(JsonNode tree) {
    String action = tree.path("Action").asText(tree.path("status").asText(""));
    String id = tree.path("Actor").path("ID").asText(tree.path("id").asText(""));
    if (id.isEmpty() || action.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> attributes = new HashMap<>();
    tree.path("Actor")
        .path("Attributes")
        .properties()
        .forEach(
            attribute -> attributes.put(attribute.getKey(), attribute.getValue().asText("")));
    return Optional.of(new ContainerEvent(id, ContainerEvent.Kind.of(action), action, attributes));
  }

  /** Ends it, also for whoever reads. Idempotent. */
  @Override
  public void close() {
    response.close();
  }
}
