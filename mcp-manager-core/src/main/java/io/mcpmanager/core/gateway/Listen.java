package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What one client wants to hear of until it goes away. Every message says which request it belongs to. Thread-safe. */
final class Listen {

  private static final String KEY = "io.modelcontextprotocol/subscriptionId";

  private final View view;
  private final String tenant;
  private final MessageSink sink;
  private final byte[] tag;
  private final CountDownLatch end = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock(); // guards what follows
  private Set<String> honoured = Set.of();
  private @Nullable List<byte[]> early = new ArrayList<>(); // until the client knows what it gets

  Listen(View view, String tenant, RequestId id, MessageSink sink) {
    this.view = view;
    this.tenant = tenant;
    this.sink = sink;
    this.tag = ("{\"" + KEY + "\":" + new String(id.toJson(), UTF_8) + "}").getBytes(UTF_8);
  }

  View view() {
    return view;
  }

  String tenant() {
    return tenant;
  }

  /** Sets which changes are told: methods of notifications. */
  void honour(Set<String> methods) {
    lock.lock();
    try {
      honoured = Set.copyOf(methods);
    } finally {
      lock.unlock();
    }
  }

  /** Tells the client what it is going to hear, and what came before it knew. */
  void acknowledge(Set<String> uris) {
    lock.lock();
    try {
      var filter = new StringJoiner(",", "{", "}");
      for (String method : new TreeSet<>(honoured)) {
        filter.add("\"" + ListenFilter.memberOf(method) + "\":true");
      }
      if (!uris.isEmpty()) {
        var listed = new StringJoiner(",", "[", "]");
        uris.forEach(uri -> listed.add(new String(JsonText.quote(uri), UTF_8)));
        filter.add("\"" + ListenFilter.RESOURCES + "\":" + listed);
      }
      sink.accept(
          message("notifications/subscriptions/acknowledged", "\"notifications\":" + filter + ","));
      List<byte[]> waiting = early;
      early = null;
      if (waiting != null) {
        waiting.forEach(sink::accept);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A list has changed. */
  void changed(String method) {
    lock.lock();
    try {
      if (honoured.contains(method)) {
        put(message(method, ""));
      }
    } finally {
      lock.unlock();
    }
  }

  /** A resource has changed. */
  void updated(Envelope notification) {
    byte[] bytes = notification.bytes();
    Span params = notification.span(Member.PARAMS).orElseThrow();
    byte[] tagged = notification.has(Member.META)
            && JsonText.isObject(bytes, notification.span(Member.META).orElseThrow())
        ? Splice.of(notification)
            .put(
                notification.span(Member.META).orElseThrow(),
                KEY,
                JsonText.member(tag, new Span(0, tag.length), KEY).orElseThrow().copyFrom(tag))
            .apply(notification.span(Member.MESSAGE).orElseThrow())
        : Splice.of(notification)
            .put(params, "_meta", tag)
            .apply(notification.span(Member.MESSAGE).orElseThrow());
    lock.lock();
    try {
      put(SingleLine.of(tagged));
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is ended. */
  void await() throws InterruptedException {
    end.await();
  }

  void end() {
    end.countDown();
  }

  /** What the client gets when it is ended, by us or by itself. */
  Reply result() {
    return new Reply.Result(
        ("{\"resultType\":\"complete\",\"_meta\":" + new String(tag, UTF_8) + "}").getBytes(UTF_8),
        true);
  }

  private void put(byte[] message) {
    if (early == null) {
      sink.accept(message);
    } else if (early.size() < Outbox.MAX_KEPT) {
      early.add(message);
    }
  }

  private byte[] message(String method, String members) {
    byte[] params = ("{" + members + "\"_meta\":" + new String(tag, UTF_8) + "}").getBytes(UTF_8);
    return Messages.notification(method, params);
  }
}
