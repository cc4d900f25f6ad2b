package io.mcpmanager.docker.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * The engine's API as it is, for what docker-java does not know or does with too much effort. Calls answer interruption
 * as the transport does. Thread-safe.
 */
public final class RawEngine {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_MESSAGE = 4096;

  private final DockerHttpClient transport;

  public RawEngine(DockerHttpClient transport) {
    this.transport = transport;
  }

  /** What a container takes at this moment; the engine takes no second sample for it. */
  public InputStream stats(String containerId) {
    return open("/containers/" + encode(containerId) + "/stats?stream=false&one-shot=true");
  }

  /** The answer to a request that changes nothing, to be read and closed. */
  public InputStream open(String path) {
    Response response =
        execute(Request.builder().method(Request.Method.GET).path(path).build());
    return new FilterInputStream(response.getBody()) {
      @Override
      public void close() {
        response.close();
      }
    };
  }

  /** The answer to a request that changes nothing. */
  public JsonNode get(String path) {
    return read(Request.builder().method(Request.Method.GET).path(path).build());
  }

  /** Sends something, or with a missing node nothing. */
  public JsonNode post(String path, JsonNode body, Map<String, String> headers) {
    var request = Request.builder().method(Request.Method.POST).path(path).putAllHeaders(headers);
    if (!body.isMissingNode()) {
      request
          .putHeader("Content-Type", "application/json")
          .bodyBytes(body.toString().getBytes(StandardCharsets.UTF_8));
    }
    return read(request.build());
  }

  /** Removes something; true if it was there. */
  public boolean delete(String path) {
    try {
      var ignored =
          read(Request.builder().method(Request.Method.DELETE).path(path).build());
      return true;
    } catch (EngineCallException e) {
      if (e.notFound()) {
        return false;
      }
      throw e;
    }
  }

  /** A filter of the engine's lists as a part of an address. */
  public static String filters(String name, Collection<String> values) {
    var filter = JSON.createObjectNode();
    values.forEach(filter.putArray(name)::add);
    return "filters=" + encode(filter.toString());
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode read(Request request) {
    try (Response response = execute(request)) {
      JsonNode answer = JSON.readTree(response.getBody());
      return answer == null ? MissingNode.getInstance() : answer;
    } catch (IOException e) {
      throw new EngineCallException(0, "the engine's answer broke off: " + e.getMessage(), e);
    }
  }

  private Response execute(Request request) {
    Response response;
    try {
      response = transport.execute(request);
    } catch (EngineException e) {
      throw e;
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() instanceof IOException io ? io : e;
      throw new EngineCallException(0, "the engine can't be reached: " + cause.getMessage(), e);
    }
    if (response.getStatusCode() >= 400) {
      try (response) {
        throw new EngineCallException(response.getStatusCode(), message(response), null);
      }
    }
    return response;
  }

  /** What the engine says is wrong; its messages name things but hold no values. */
  private static String message(Response response) {
    String fallback = "the engine answered with HTTP status " + response.getStatusCode();
    try {
      byte[] body = response.getBody().readNBytes(MAX_MESSAGE);
      JsonNode message = JSON.readTree(body).path("message");
      return message.isTextual() ? message.asText() : fallback;
    } catch (IOException e) {
      return fallback;
    }
  }
}
