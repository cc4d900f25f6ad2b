package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a log from a position on: first what is in it, then what comes, every item once and in order.
 *
 * <p>It follows the log before it reads it, so there is no gap between the two; and it sends only what is newer than
 * what it has sent, so there are no doubles. A client that reads slowly holds up its own subscription only: the queue
 * there overflows, the client is told, and the feed reads on from the log instead of keeping items in memory.
 */
final class LogFeed<T> implements Feed {

  private static final Logger log = LoggerFactory.getLogger(LogFeed.class);

  private final Source<T> source;
  private final String topic;
  private final Outlet outlet;

  /**
   * Guards the fields below and keeps messages in order. Held while sending, which may block: only this feed's own
   * threads wait for it.
   */
  private final ReentrantLock lock = new ReentrantLock(true);

  private final Following following = new Following(lock, () -> {});

  private long sent;
  private boolean behind = true;

  /** A feed of what is newer than {@code after}. */
  LogFeed(Source<T> source, String topic, long after, Outlet outlet) {
    this.source = source;
    this.topic = topic;
    this.sent = after;
    this.outlet = outlet;
  }

  @Override
  public void start() {
    following.start(
        () -> source.follow(this::onItem, this::onMissed), "live-catch-up", this::catchUp);
  }

  @Override
  public void close() {
    following.close();
  }

  private void catchUp() {
    lock.lock();
    try {
      readOn();
    } catch (RuntimeException e) {
      // the next item tries again
      log.atWarn().addKeyValue("topic", topic).setCause(e).log("could not read the log");
    } finally {
      lock.unlock();
    }
  }

  private void onItem(T item) {
    lock.lock();
    try {
      readOn();
      deliver(item);
    } finally {
      lock.unlock();
    }
  }

  private void onMissed(long from, long to) {
    lock.lock();
    try {
      boolean stillReading = behind && !source.complete();
      if (following.closed() || to <= sent || stillReading) {
        return;
      }
      sayMissed(Math.max(from, sent + 1), to, "slow");
      behind = source.complete();
      readOn();
    } finally {
      lock.unlock();
    }
  }

  private void readOn() {
    while (behind && !following.closed()) {
      List<T> page = source.after(sent);
      sayForgotten(page);
      page.forEach(this::deliver);
      behind = page.size() >= Source.PAGE;
    }
  }

  /** Says what is no longer in the log, of what lies between the position and a page that was just read. */
  private void sayForgotten(List<T> page) {
    long last = source.oldest() - 1;
    if (!page.isEmpty()) {
      last = Math.min(last, source.sequence(page.getFirst()) - 1);
    }
    if (last > sent) {
      sayMissed(sent + 1, last, "deleted");
      sent = last;
    }
  }

  private void sayMissed(long from, long to, String reason) {
    ObjectNode missed = JsonNodeFactory.instance.objectNode();
    missed.put("type", "missed").put("topic", topic);
    missed.put("from", from).put("to", to).put("reason", reason);
    outlet.send(missed, Outlet.NO_POSITION);
  }

  private void deliver(T item) {
    long sequence = source.sequence(item);
    if (!following.closed() && sequence > sent) {
      outlet.send(source.message(item), sequence);
      sent = sequence;
    }
  }
}
