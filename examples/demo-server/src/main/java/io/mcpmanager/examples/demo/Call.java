package io.mcpmanager.examples.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request while it is being served: what was asked, by whom, and the means to report back and notice cancellation. */
final class Call {

  private final Object id;
  private final String method;
  private final JsonObject params;
  private final Client client;
  private final CompletableFuture<Object> cancelled = new CompletableFuture<>();

  private Call(Object id, String method, JsonObject params, Client client) {
    this.id = id;
    this.method = method;
    this.params = params;
    this.client = client;
  }

  static Call parse(JsonObject request, Client client) throws RpcError {
    var id = request.value("id").filter(Call::isToken);
    var method = request.text("method");
    var params = request.has("params") ? request.object("params") : Optional.of(JsonObject.EMPTY);
    if (!request.text("jsonrpc").equals(Optional.of("2.0"))) {
      throw new RpcError(RpcError.INVALID_REQUEST, "'jsonrpc' must be \"2.0\"");
    }
    return new Call(
        id.orElseThrow(
            () -> new RpcError(RpcError.INVALID_REQUEST, "'id' must be a text or a whole number")),
        method.orElseThrow(() -> new RpcError(RpcError.INVALID_REQUEST, "'method' must be a text")),
        params.orElseThrow(
            () -> new RpcError(RpcError.INVALID_REQUEST, "'params' must be an object")),
        client);
  }

  /** Ids and progress tokens are texts or whole numbers. */
  static boolean isToken(Object value) {
    return value instanceof String || value instanceof Long;
  }

  Object id() {
    return id;
  }

  String method() {
    return method;
  }

  JsonObject params() {
    return params;
  }

  Client client() {
    return client;
  }

  /** What a request says about itself. */
  JsonObject meta() {
    return params.object("_meta").orElse(JsonObject.EMPTY);
  }

  /** Tells the client how far this call has got, if it asked to be told. */
  void progress(long done, long total, String message) {
    meta()
        .value("progressToken")
        .filter(Call::isToken)
        .ifPresent(token -> client.notify(
            "notifications/progress",
            JsonObject.of(
                "progressToken", token, "progress", done, "total", total, "message", message)));
  }

  /** Sends a log message if the client wants those of this level. */
  void log(Log.Level level, String message) {
    if (client.wants(level)) {
      client.notify(
          "notifications/message",
          JsonObject.of("level", level.text(), "logger", "demo", "data", message));
    }
  }

  /** Asks the client one thing. */
  JsonObject ask(Question question) throws InputNeeded, Refusal, RpcError, CancelledException {
    return ask("answer", question);
  }

  /** Asks the client one of several things, one after the other; each needs a key of its own. */
  JsonObject ask(String key, Question question)
      throws InputNeeded, Refusal, RpcError, CancelledException {
    return client.ask(this, Map.of(key, question)).getOrDefault(key, JsonObject.EMPTY);
  }

  /** Asks the client several things at once. */
  Map<String, JsonObject> ask(Map<String, Question> questions)
      throws InputNeeded, Refusal, RpcError, CancelledException {
    return client.ask(this, questions);
  }

  /** Waits, and returns once the time is over. */
  void pause(Duration time) throws CancelledException {
    await(
        new CompletableFuture<>().completeOnTimeout(true, time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Waits until somebody has a result for it. */
  <T> T await(CompletableFuture<T> result) throws CancelledException {
    try {
      CompletableFuture.anyOf(result, cancelled).get(1, TimeUnit.HOURS);
      if (cancelled.isDone()) {
        throw new CancelledException();
      }
      return result.join();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    }
  }

  void cancel() {
    cancelled.complete(true);
  }
}
