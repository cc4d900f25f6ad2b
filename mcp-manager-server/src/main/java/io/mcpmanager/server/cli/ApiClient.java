package io.mcpmanager.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Talks to a running manager. Every failure is a sentence that a person can act on. */
final class ApiClient implements AutoCloseable {

  // a start may take 30 minutes when a server's definition says so
  private static final Duration TIMEOUT = Duration.ofMinutes(31);
  private static final JsonMapper JSON = new JsonMapper();

  private final URI base;
  private final Supplier<Optional<String>> credential;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  ApiClient(URI base) {
    this(base, OwnCredential.configured(base));
  }

  ApiClient(URI base, Supplier<Optional<String>> credential) {
    if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
      throw new ValidationException(List.of(new Problem(
          "--url",
          "must be an address such as http://127.0.0.1:3000",
          Problem.Code.INVALID_FORMAT)));
    }
    this.base = base;
    this.credential = credential;
  }

  /** One part of a path or one value of a query. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Where a path is found, for people and clients. */
  String address(boolean webSocket, String path) {
    String address = base.resolve(path).toString();
    return webSocket ? address.replaceFirst("^http", "ws") : address;
  }

  /** The whole answer, which has the data and perhaps more about it. */
  JsonNode get(String path) throws InterruptedException {
    return send("GET", path, "");
  }

  /** An answer that is not JSON, as text. */
  String text(String path) throws InterruptedException {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  /** An answer that is not JSON. */
  byte[] bytes(String path) throws InterruptedException {
    HttpResponse<byte[]> response =
        exchange(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() >= 400) {
      throw failure(tree(new String(response.body(), StandardCharsets.UTF_8)));
    }
    return response.body();
  }

  /** Takes an answer of any length as it comes. */
  @FunctionalInterface
  interface Reading {

    void read(InputStream in) throws IOException;
  }

  /**
   * Reads an answer that is not JSON and may be long.
   *
   * @throws IOException if what reads can't keep it
   */
  void read(String path, Reading reading) throws InterruptedException, IOException {
    HttpResponse<InputStream> response =
        exchange(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() >= 400) {
        throw failure(tree(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
      }
      reading.read(body);
    }
  }

  /** The whole answer. An empty body is none. */
  JsonNode send(String method, String path, String body) throws InterruptedException {
    var request = request(path)
        .header("Accept", "application/json")
        .method(
            method,
            body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return read(exchange(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
    credential.get().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws InterruptedException {
    try {
      return client.send(request, handler);
    } catch (ConnectException nobody) {
      throw new McpManagerException(
          ErrorCode.CHANNEL_FAILED,
          "no manager answers at " + base
              + "; start one with 'mcp-manager serve', or name another with --url",
          nobody);
    } catch (HttpTimeoutException late) {
      throw new McpManagerException(
          ErrorCode.TIMEOUT, "the manager at " + base + " did not answer in time", late);
    } catch (IOException broken) {
      throw new McpManagerException(
          ErrorCode.CHANNEL_FAILED, "the connection to " + base + " broke", broken);
    }
  }

  private JsonNode read(HttpResponse<String> response) {
    JsonNode answer = tree(response.body());
    if (response.statusCode() < 400) {
      return answer;
    }
    throw failure(answer);
  }

  private JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notOurs) {
      throw new McpManagerException(
          ErrorCode.CHANNEL_FAILED, "what answers at " + base + " is no MCP Manager", notOurs);
    }
  }

  private static McpManagerException failure(JsonNode answer) {
    ErrorCode code = Arrays.stream(ErrorCode.values())
        .filter(known -> known.name().equals(answer.path("code").asText()))
        .findFirst()
        .orElse(ErrorCode.INTERNAL_ERROR);
    List<Problem> problems = new ArrayList<>();
    answer
        .path("details")
        .forEach(detail -> problems.add(new Problem(
            detail.path("field").asText(),
            detail.path("message").asText(),
            Problem.Code.INVALID_FORMAT)));
    if (code == ErrorCode.UNAUTHENTICATED) {
      return new McpManagerException(
          code,
          "the manager wants to know who asks: set " + OwnCredential.VARIABLE
              + " to an API key, or be the user who runs it, with the same data.directory");
    }
    return problems.isEmpty()
        ? new McpManagerException(code, answer.path("error").asText("the manager refused"))
        : new ValidationException(code, problems);
  }

  @Override
  public void close() {
    client.close();
  }
}
