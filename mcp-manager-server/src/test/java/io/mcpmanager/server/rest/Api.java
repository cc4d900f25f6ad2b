package io.mcpmanager.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.TestManager;
import io.mcpmanager.server.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The assembled server over a manager in memory, and a client of it. */
final class Api implements AutoCloseable {

  static final int MAX_BODY_BYTES = 64 * 1024;
  private static final JsonMapper JSON = new JsonMapper();

  final TestManager manager = new TestManager();
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  Api() {
    manager.start();
    server =
        Assembly.serve(manager, TestConfig.open(Path.of("data"), "http.max-body-bytes", "65536"));
  }

  record Reply(int status, String text, java.net.http.HttpHeaders headers) {

    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException malformed) {
        throw new AssertionError("no JSON: " + text, malformed);
      }
    }

    JsonNode data() {
      return json().path("data");
    }

    String code() {
      return json().path("code").asText();
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  Reply get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Reply post(String path, String body, String... headers) {
    return send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply command(String path) {
    return send("POST", path, new byte[0]);
  }

  Reply put(String path, String body, String... headers) {
    return send("PUT", path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply delete(String path, String... headers) {
    return send("DELETE", path, null, headers);
  }

  Reply send(
      String method,
      String path,
      byte @org.jspecify.annotations.Nullable [] body,
      String... headers) {
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
        .timeout(Duration.ofSeconds(30));
    if (body != null && body.length > 0) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body));
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body(), response.headers());
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(method + " " + path + " got no answer", broken);
    }
  }

  @Override
  public void close() {
    server.close();
    manager.close();
    client.close();
  }
}
