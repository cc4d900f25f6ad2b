package io.mcpmanager.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** JSON-RPC with one client: has each message served in the terms of its era, and sends the answers. */
final class Connection {

  private static final int MAX_CALLS = 1000;

  private final Log log;
  private final Session session;
  private final Modern modern;
  private final Executor threads;

  /** The calls without an answer yet, by id. A cancelled call leaves at once, which is why it gets no answer. */
  private final Map<Object, Call> calls = new ConcurrentHashMap<>();

  Connection(Log log, Session session, Modern modern, Executor threads) {
    this.log = log;
    this.session = session;
    this.modern = modern;
    this.threads = threads;
  }

  Session session() {
    return session;
  }

  /** Ends all calls; none of them gets an answer. */
  void cancelAll() {
    calls.values().forEach(Call::cancel);
  }

  /**
   * Takes a message.
   *
   * @param sender gets the answer and what belongs to it
   * @return whether there will be an answer, unless the call is cancelled
   * @throws RpcError if it is no message
   */
  boolean accept(Object message, Sender sender) throws RpcError {
    if (message instanceof JsonObject single) {
      return acceptSingle(single, sender);
    } else if (message instanceof List<?> batch && !batch.isEmpty() && session.allowsBatches()) {
      return acceptBatch(batch, sender);
    }
    throw RpcError.badRequest(RpcError.INVALID_REQUEST, "a message must be a JSON object");
  }

  /** Calls that take time get a thread of their own; all else is answered where it is read, so in order. */
  private boolean acceptSingle(JsonObject message, Sender sender) throws RpcError {
    var begun = begin(message, sender);
    begun.ifPresent(call -> {
      if (Methods.isLong(call.method())) {
        threads.execute(() -> answer(call, sender));
      } else {
        answer(call, sender);
      }
    });
    return begun.isPresent();
  }

  /** Only revision 2025-03-26 knows batches. Their calls run one after the other and are answered together. */
  private boolean acceptBatch(List<?> batch, Sender sender) {
    var answers = new ArrayList<Object>();
    var begun = new ArrayList<Call>();
    for (var element : batch) {
      var message = element instanceof JsonObject object ? object : JsonObject.EMPTY;
      try {
        begin(message, sender).ifPresent(begun::add);
      } catch (RpcError e) {
        answers.add(answerTo(message, e));
      }
    }
    if (answers.isEmpty() && begun.isEmpty()) {
      return false;
    }
    threads.execute(() -> {
      begun.forEach(call -> answer(call, new Collector(sender, answers)));
      sender.answer(answers, 200);
    });
    return true;
  }

  /** Registers a request as a call, so that from here on it can be cancelled; empty for any other message. */
  private Optional<Call> begin(JsonObject message, Sender sender) throws RpcError {
    if (message.has("method") && !message.has("id")) {
      hear(message);
      return Optional.empty();
    }
    if (message.has("result") || message.has("error")) {
      session.answered(message);
      return Optional.empty();
    }
    var call = Call.parse(
        message, modern.claims(message) ? modern.client(message, sender) : session.client(sender));
    if (calls.size() >= MAX_CALLS) {
      throw new RpcError(RpcError.INTERNAL_ERROR, "more than " + MAX_CALLS + " calls at a time");
    }
    if (calls.putIfAbsent(call.id(), call) != null) {
      throw RpcError.badRequest(
          RpcError.INVALID_REQUEST, "the id of a call that still runs was used again");
    }
    return Optional.of(call);
  }

  static JsonObject answerTo(Object message, RpcError error) {
    return message instanceof JsonObject object
        ? object.value("id").filter(Call::isToken).map(error::answerTo).orElseGet(error::answer)
        : error.answer();
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

  private void answer(Call call, Sender sender) {
    JsonObject answer;
    int status = 200;
    try {
      answer = resultOf(call);
    } catch (CancelledException e) {
      calls.remove(call.id(), call);
      return;
    } catch (RpcError e) {
      answer = e.answerTo(call.id());
      // older revisions tell errors of calls in the answer only
      boolean told = call.client().isModern() || e.code() == RpcError.UNSUPPORTED_REVISION;
      status = told ? e.status() : 200;
    } catch (RuntimeException e) {
      log.error("could not serve " + call.method(), e);
      answer = new RpcError(RpcError.INTERNAL_ERROR, "the server failed; see its log")
          .answerTo(call.id());
    }
    if (calls.remove(call.id(), call)) {
      sender.answer(answer, status);
    }
  }

  private JsonObject resultOf(Call call) throws RpcError, CancelledException {
    JsonObject result;
    try {
      result = call.client().isModern() ? modern.serve(call) : session.serve(call);
    } catch (InputNeeded e) {
      result = e.result();
    }
    return JsonObject.of("jsonrpc", "2.0", "id", call.id(), "result", result);
  }

  /** Keeps the answers of a batch together. */
  private record Collector(Sender sender, List<Object> answers) implements Sender {

    @Override
    public void send(Object message) {
      sender.send(message);
    }

    @Override
    public void answer(Object message, int status) {
      answers.add(message);
    }
  }
}
