package io.mcpmanager.server.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.core.wire.SseWriter;
import io.mcpmanager.server.http.SlowClients;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One response of server-sent events. The feed writes the events; the request's thread keeps it alive and ends it. */
final class EventStream implements Outlet {

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);
  private static final Header TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/event-stream");
  private static final Header NO_CACHE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  // tells reverse proxies to pass each event on at once
  private static final Header UNBUFFERED = HeaderValues.createCached("X-Accel-Buffering", "no");
  private static final byte[] KEEP_ALIVE = SseWriter.comment("keep-alive");
  private static final long RECONNECT_MILLIS = 1_000;

  /** Guards the output and the fields below. */
  private final ReentrantLock lock = new ReentrantLock(true);

  private final Condition changed = lock.newCondition();
  private final OutputStream out;
  private final SlowClients slowClients;
  private volatile boolean over;

  private EventStream(OutputStream out, SlowClients slowClients) {
    this.out = out;
    this.slowClients = slowClients;
  }

  /**
   * Begins the response.
   *
   * @param position what a client can resume after although nothing has been sent yet
   */
  static EventStream open(ServerResponse response, long position, SlowClients slowClients) {
    response.header(TYPE).header(NO_CACHE).header(UNBUFFERED);
    var stream = new EventStream(response.outputStream(), slowClients);
    stream.write(("retry: " + RECONNECT_MILLIS + "\nid: " + position + "\n\n").getBytes(UTF_8));
    return stream;
  }

  @Override
  public void send(ObjectNode message, long position) {
    String id = position == NO_POSITION ? null : Long.toString(position);
    write(SseWriter.event(id, message.toString().getBytes(UTF_8)));
  }

  /** Keeps the response open until the client has gone or {@link #end} is called. */
  void keepOpen(Duration pause) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!over) {
        if (changed.awaitNanos(pause.toNanos()) <= 0 && !over) {
          write(KEEP_ALIVE);
        }
      }
    } finally {
      lock.unlock();
    }
    try {
      out.close();
    } catch (IOException | UncheckedIOException e) {
      log.atDebug().setCause(e).log("client had gone before its stream ended");
    }
  }

  /** Ends the stream without waiting for a client that does not read: who is writing to it looks afterwards. */
  void end() {
    over = true;
    if (lock.tryLock()) {
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void write(byte[] bytes) {
    lock.lock();
    try {
      if (!over) {
        slowClients.write(out, bytes);
        slowClients.write(out::flush);
      }
    } catch (IOException | UncheckedIOException e) {
      log.atDebug().setCause(e).log("client left its event stream");
      over = true;
    } finally {
      if (over) {
        changed.signalAll();
      }
      lock.unlock();
    }
  }
}
