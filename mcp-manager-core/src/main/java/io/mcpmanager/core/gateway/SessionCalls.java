package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.json.SessionState;
import io.mcpmanager.core.protocol.Cancellation;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The requests of one client that are being worked on. Thread-safe. */
final class SessionCalls {

  private static final class Call {

    final Cancellation cancellation = new Cancellation();
    final String method;
    volatile boolean streamed;

    Call(String method) {
      this.method = method;
    }
  }

  private final Map<RequestId, Call> calls = new ConcurrentHashMap<>(1);

  /** Begins to work on a request; empty if there is one with this id already. */
  Optional<Cancellation> begin(RequestId id, String method) {
    var call = new Call(method);
    return calls.putIfAbsent(id, call) == null ? Optional.of(call.cancellation) : Optional.empty();
  }

  /** The work on a request is over; true if its answer was streamed. */
  boolean end(RequestId id) {
    Call call = calls.remove(id);
    return call != null && call.streamed;
  }

  /** The answer to a request is streamed from here on; false if it is not being worked on any more. */
  boolean streamed(RequestId id) {
    Call call = calls.get(id);
    if (call != null) {
      call.streamed = true;
    }
    return call != null;
  }

  int count() {
    return calls.size();
  }

  /** The requests whose answers are streamed, or all. */
  List<SessionState.StreamedCall> streamed(boolean all) {
    return calls.entrySet().stream()
        .filter(call -> all || call.getValue().streamed)
        .map(call -> new SessionState.StreamedCall(
            new String(call.getKey().toJson(), UTF_8), call.getValue().method))
        .toList();
  }

  /** The client says by a notification that it does not want an answer any more. */
  void cancel(Envelope notification) {
    Call call = notification.token(Member.REQUEST_ID).map(calls::get).orElse(null);
    if (call != null) {
      byte[] bytes = notification.bytes();
      call.cancellation.cancel(notification
          .span(Member.PARAMS)
          .flatMap(params -> JsonText.member(bytes, params, "reason"))
          .filter(span -> JsonText.isString(bytes, span))
          .map(span -> JsonText.decode(bytes, span))
          .orElse("cancelled by the client"));
    }
  }

  void cancelAll(String reason) {
    calls.values().forEach(call -> call.cancellation.cancel(reason));
  }
}
