package io.mcpmanager.examples.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** JSON-RPC: takes messages from the wire in order, has the session serve them, and sends the answers. */
final class Connection {

  private static final int MAX_CALLS = 1000;

  private final Wire wire;
  private final Log log;
  private final Session session;

  /** The calls without an answer yet, by id. A cancelled call leaves at once, which is why it gets no answer. */
  private final Map<Object, Call> calls = new ConcurrentHashMap<>();

  Connection(Wire wire, Log log, Session session) {
    this.wire = wire;
    this.log = log;
    this.session = session;
  }

  void run() throws IOException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (acceptNext(threads)) {
        // until the input ends
      }
      // leaving the block waits for all calls, so those that pause must hear that it is over
      calls.values().forEach(Call::cancel);
    }
  }

  private boolean acceptNext(ExecutorService threads) throws IOException {
    try {
      var line = wire.read();
      if (line.isPresent()) {
        accept(JsonReader.read(line.get()), threads);
      }
      return line.isPresent();
    } catch (RpcError e) {
      wire.write(e.answer());
    } catch (JsonReader.MalformedJson e) {
      wire.write(
          new RpcError(RpcError.PARSE_ERROR, "a message must be JSON: " + e.getMessage()).answer());
    }
    return true;
  }

  private void accept(Object message, ExecutorService threads) throws RpcError {
    if (message instanceof JsonObject single) {
      acceptSingle(single, threads);
    } else if (message instanceof List<?> batch && !batch.isEmpty() && session.allowsBatches()) {
      acceptBatch(batch, threads);
    } else {
      throw new RpcError(RpcError.INVALID_REQUEST, "a message must be a JSON object");
    }
  }

  /** Tool calls take time and get a thread of their own; all else is answered where it is read, so in order. */
  private void acceptSingle(JsonObject message, ExecutorService threads) {
    begin(message, wire::write).ifPresent(call -> {
      if (call.method().equals("tools/call")) {
        threads.execute(() -> answer(call).ifPresent(wire::write));
      } else {
        answer(call).ifPresent(wire::write);
      }
    });
  }

  /** Only revision 2025-03-26 knows batches. Their calls run one after the other and are answered together. */
  private void acceptBatch(List<?> batch, ExecutorService threads) {
    var answers = new ArrayList<Object>();
    var begun = new ArrayList<Call>();
    for (var message : batch) {
      begin(message instanceof JsonObject object ? object : JsonObject.EMPTY, answers::add)
          .ifPresent(begun::add);
    }
    threads.execute(() -> {
      begun.forEach(call -> answer(call).ifPresent(answers::add));
      if (!answers.isEmpty()) {
        wire.write(answers);
      }
    });
  }

  /** Registers a request as a call, so that from here on it can be cancelled; empty for any other message. */
  private Optional<Call> begin(JsonObject message, Consumer<JsonObject> refusals) {
    if (message.has("method") && !message.has("id")) {
      hear(message);
      return Optional.empty();
    }
    if (message.has("result") || message.has("error")) {
      // an answer, but we never ask
      return Optional.empty();
    }
    try {
      var call = Call.parse(message, wire);
      if (calls.size() >= MAX_CALLS) {
        throw new RpcError(RpcError.INTERNAL_ERROR, "more than " + MAX_CALLS + " calls at a time");
      }
      if (calls.putIfAbsent(call.id(), call) != null) {
        throw new RpcError(
            RpcError.INVALID_REQUEST, "the id of a call that still runs was used again");
      }
      return Optional.of(call);
    } catch (RpcError e) {
      refusals.accept(
          message.value("id").filter(Call::isToken).map(e::answerTo).orElseGet(e::answer));
      return Optional.empty();
    }
  }

  /** Notifications have no answer, and those we do not know are ignored. */
  private void hear(JsonObject notification) {
    if (notification.text("method").equals(Optional.of("notifications/cancelled"))) {
      notification
          .object("params")
          .flatMap(params -> params.value("requestId"))
          .flatMap(id -> Optional.ofNullable(calls.remove(id)))
          .ifPresent(Call::cancel);
    }
  }

  private Optional<JsonObject> answer(Call call) {
    Optional<JsonObject> answer;
    try {
      answer = Optional.of(
          JsonObject.of("jsonrpc", "2.0", "id", call.id(), "result", session.serve(call)));
    } catch (CancelledException e) {
      answer = Optional.empty();
    } catch (RpcError e) {
      answer = Optional.of(e.answerTo(call.id()));
    } catch (RuntimeException e) {
      log.error("could not serve " + call.method(), e);
      answer = Optional.of(new RpcError(RpcError.INTERNAL_ERROR, "the server failed; see its log")
          .answerTo(call.id()));
    }
    return calls.remove(call.id(), call) ? answer : Optional.empty();
  }
}
