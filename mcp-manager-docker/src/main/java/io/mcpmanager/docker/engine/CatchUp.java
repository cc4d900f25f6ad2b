package io.mcpmanager.docker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineResponse;
import io.mcpmanager.docker.transport.EngineTransport;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out what has become of the containers that somebody watches, after their engine could not be listened to. */
final class CatchUp {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 64 * 1024 * 1024;
  private static final String FILTERS =
      URLEncoder.encode("{\"label\":[\"" + Engine.MANAGER_LABEL + "\"]}", StandardCharsets.UTF_8);

  private final EngineTransport transport;
  private final Watches watches;

  CatchUp(EngineTransport transport, Watches watches) {
    this.transport = transport;
    this.watches = watches;
  }

  /**
   * Tells those who watch.
   *
   * @throws EngineException if the engine can't be reached
   * @throws IOException if its answers make no sense
   */
  void run() throws IOException {
    // before the list is asked for: whatever is watched from then on is young, and may be missing
    // from the list
    Set<String> watched = watches.containers();
    if (watched.isEmpty()) {
      return;
    }
    JsonNode list = ask("/containers/json?all=1&filters=" + FILTERS)
        .orElseThrow(() -> new IOException("it does not list containers"));
    Map<String, String> states = new HashMap<>();
    list.forEach(container ->
        states.put(container.path("Id").asText(""), container.path("State").asText("")));
    for (String id : watched) {
      String state = states.get(id);
      tell(id, state == null ? single(id) : Optional.of(state));
    }
  }

  /** The state of one that is not in the list; it may carry no label. */
  private Optional<String> single(String id) throws IOException {
    return ask("/containers/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/json")
        .map(container -> container.path("State").path("Status").asText(""));
  }

  private void tell(String id, Optional<String> state) {
    if (state.isEmpty()) {
      watches.tell(new ContainerEvent(id, ContainerEvent.Kind.REMOVED, "missing", Map.of()));
    } else if (state.get().equals("exited") || state.get().equals("dead")) {
      watches.tell(new ContainerEvent(id, ContainerEvent.Kind.DIED, state.get(), Map.of()));
    } else {
      watches.tellBack(id, state.get());
    }
  }

  private Optional<JsonNode> ask(String path) throws IOException {
    Request request = EngineTransport.request(Request.Method.GET, path);
    try (EngineResponse response = transport.execute(request)) {
      if (response.getStatusCode() == 404) {
        return Optional.empty();
      }
      if (response.getStatusCode() != 200) {
        throw new IOException("it answers with status " + response.getStatusCode());
      }
      return Optional.of(JSON.readTree(response.getBody().readNBytes(MAX_BYTES)));
    }
  }
}
