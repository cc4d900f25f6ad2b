package io.mcpmanager.examples.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One request while it is being served: what was asked, and the means to report progress and notice cancellation. */
final class Call {

  private final Object id;
  private final String method;
  private final JsonObject params;
  private final Wire wire;
  private final CountDownLatch cancelled = new CountDownLatch(1);

  private Call(Object id, String method, JsonObject params, Wire wire) {
    this.id = id;
    this.method = method;
    this.params = params;
    this.wire = wire;
  }

  static Call parse(JsonObject request, Wire wire) throws RpcError {
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
        wire);
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

  /** Tells the client how far this call has got, if it asked to be told. */
  void progress(long done, long total, String message) {
    params
        .object("_meta")
        .flatMap(meta -> meta.value("progressToken"))
        .filter(Call::isToken)
        .ifPresent(token -> wire.notify(
            "notifications/progress",
            JsonObject.of(
                "progressToken", token, "progress", done, "total", total, "message", message)));
  }

  /** Waits, and returns once the time is over. */
  void pause(Duration time) throws CancelledException {
    try {
      if (cancelled.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CancelledException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    }
  }

  void cancel() {
    cancelled.countDown();
  }
}
