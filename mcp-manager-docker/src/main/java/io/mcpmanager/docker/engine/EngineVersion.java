package io.mcpmanager.docker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.docker.transport.ConnectFaults;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineException.Fault;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.transport.EngineResponse;
import io.mcpmanager.docker.transport.EngineTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an engine says of itself.
 *
 * @param product what it is, such as {@code Docker Engine} or {@code Podman Engine}
 * @param version its version, such as {@code 20.10.24}
 * @param api newest version of the API that it knows
 * @param spoken version of the API that is spoken with it
 */
public record EngineVersion(
    String product, String version, RemoteApiVersion api, RemoteApiVersion spoken) {

  /** What everything here is made for and tried with: Docker Engine 20.10, Podman 4. */
  public static final RemoteApiVersion NEEDED = RemoteApiVersion.create(1, 41);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 1024 * 1024;
  private static final Pattern API = Pattern.compile("([1-9]\\d?)\\.(\\d{1,4})");

  /**
   * Asks an engine.
   *
   * @throws EngineException if it can't be reached, is too old, does not let the manager in or is no engine
   */
  public static EngineVersion ask(EngineTransport transport, EngineAddress address) {
    Request request = EngineTransport.request(Request.Method.GET, "/version");
    try (EngineResponse response = transport.execute(request)) {
      byte[] body = response.getBody().readNBytes(MAX_BYTES);
      return switch (response.getStatusCode()) {
        case 200 -> checked(JSON.readTree(body), address);
        case 401, 403 ->
          throw new EngineException(
              Fault.NOT_PERMITTED,
              "the container engine at " + address + " does not let the manager in",
              "Give the manager's user or certificate the right to use it.",
              null);
        default -> throw noEngine(address, "it answers with status " + response.getStatusCode());
      };
    } catch (InterruptedIOException e) {
      throw ConnectFaults.of(e, address, true);
    } catch (IOException e) {
      throw noEngine(address, "its answer can't be read");
    }
  }

  private static EngineVersion checked(JsonNode said, EngineAddress address) {
    Matcher api = API.matcher(said.path("ApiVersion").asText(""));
    if (!api.matches()) {
      throw noEngine(address, "it does not say which API it has");
    }
    RemoteApiVersion newest = version(api);
    String product = EngineFaults.orElse(
        said.path("Components").path(0).path("Name").textValue(), "Docker Engine");
    product = product.equals("Engine") ? "Docker Engine" : EngineFaults.oneLine(product);
    String number = EngineFaults.oneLine(said.path("Version").asText("of unknown version"));
    if (!newest.isGreaterOrEqual(NEEDED)) {
      throw new EngineException(
          Fault.TOO_OLD,
          "the container engine at " + address + " is too old: " + product + " " + number
              + " has API " + newest.getVersion() + ", needed is " + NEEDED.getVersion(),
          "Update it: Docker Engine 20.10 or newer, or Podman 4 or newer.",
          null);
    }
    Matcher oldest = API.matcher(said.path("MinAPIVersion").asText(""));
    RemoteApiVersion spoken =
        oldest.matches() && version(oldest).isGreater(NEEDED) ? version(oldest) : NEEDED;
    return new EngineVersion(product, number, newest, spoken);
  }

  /** Whether it is Podman, which speaks the API with an accent. */
  public boolean podman() {
    return product.startsWith("Podman");
  }

  private static RemoteApiVersion version(Matcher api) {
    // docker-java takes no 0, which no engine has
    return RemoteApiVersion.create(
        Integer.parseInt(api.group(1)), Math.max(1, Integer.parseInt(api.group(2))));
  }

  private static EngineException noEngine(EngineAddress address, String why) {
    return new EngineException(
        Fault.BROKEN,
        "what listens at " + address + " is no container engine: " + why,
        "Configure where the container engine is.",
        null);
  }

  /** Such as {@code Docker Engine 20.10.24 (API 1.41)}. */
  @Override
  public String toString() {
    return product + " " + version + " (API " + api.getVersion() + ")";
  }
}
