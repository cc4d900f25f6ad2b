package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.json.CallJson;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends calls when they are over: the first at once, those that follow within a tenth of a second together. Of more than
 * a page can show, the latest are sent and the others counted, so a flood of calls is no flood of messages, and threads
 * that call do not wait for who watches.
 */
final class CallFeed implements Feed {

  static final String TOPIC = "calls";

  /** Most calls in a message. */
  static final int SENT = 50;

  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final Calls calls;
  private final CallContext context;
  private final Set<ServerId> servers;
  private final Outlet outlet;

  /** Guards the fields below; never held while sending. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Following following = new Following(lock, changed::signalAll);
  private final Queue<CallRecord> waiting = new ArrayDeque<>();
  private long skipped;

  private record Batch(List<CallRecord> calls, long skipped) {}

  /**
   * A feed of what is carried from now on.
   *
   * @param servers whose calls; empty for those of all servers
   */
  CallFeed(Calls calls, CallContext context, Set<ServerId> servers, Outlet outlet) {
    this.calls = calls;
    this.context = context;
    this.servers = servers;
    this.outlet = outlet;
  }

  @Override
  public void start() {
    following.start(() -> calls.onCall(context, this::onCall), "live-calls", this::run);
  }

  @Override
  public void close() {
    following.close();
  }

  private void onCall(CallRecord call) {
    if (!servers.isEmpty() && !servers.contains(call.serverId())) {
      return;
    }
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        changed.signalAll();
      } else if (waiting.size() == SENT) {
        var ignored = waiting.remove();
        skipped++;
      }
      waiting.add(call);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      Batch batch = next();
      while (!batch.calls.isEmpty()) {
        outlet.send(message(batch), Outlet.NO_POSITION);
        pause();
        batch = next();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for calls; none if the feed was closed. */
  private Batch next() throws InterruptedException {
    lock.lock();
    try {
      while (!following.closed() && waiting.isEmpty()) {
        changed.await();
      }
      var batch = following.closed()
          ? new Batch(List.of(), 0)
          : new Batch(new ArrayList<>(waiting), skipped);
      waiting.clear();
      skipped = 0;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void pause() throws InterruptedException {
    lock.lock();
    try {
      long remaining = PAUSE_NANOS;
      while (!following.closed() && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  private static ObjectNode message(Batch batch) {
    ObjectNode message = JsonNodeFactory.instance.objectNode().put("type", "calls");
    ArrayNode list = message.putArray("calls");
    batch.calls.forEach(call -> list.add(CallJson.call(call)));
    return message.put("skipped", batch.skipped);
  }
}
