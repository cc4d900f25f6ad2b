package io.mcpmanager.server.mcp;

import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.SseWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The event streams of one session: one for messages that belong to no request, and one for each request whose answer
 * is streamed. Events are written into a log here, and connections read from it; so a slow or broken connection holds
 * up nobody, and another connection can go on where it ended. All logs of a session share one bound; the oldest events
 * go first.
 *
 * <p>Thread-safe. Must not refer to its session: the table of sessions would keep both alive.
 */
final class SessionStreams {

  private static final int INTERRUPTED = -32603;
  private static final String INTERRUPTION = "The manager was restarted while it worked on this"
      + " request. The request was interrupted and not repeated; it is not known whether the"
      + " server has carried it out.";

  /** Guards everything below and in the logs and readers; nothing is called while it is held. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Map<Long, Log> logs = new HashMap<>();
  private final ArrayDeque<Entry> kept = new ArrayDeque<>();
  private final int maxEvents;
  private final int maxBytes;
  private long keptBytes;
  private long nextStream;
  private boolean closed;
  private final Log unsolicited;

  SessionStreams(int life, int maxEvents, int maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.nextStream = EventId.firstOfLife(life);
    this.unsolicited = open(null);
  }

  /** A new stream for one request, or for several if null. */
  Log open(@Nullable RequestId request) {
    lock.lock();
    try {
      var log = new Log(nextStream++, EventId.nameable(request));
      logs.put(log.stream, log);
      return log;
    } finally {
      lock.unlock();
    }
  }

  /** The stream of messages that belong to no request. */
  Log unsolicited() {
    return unsolicited;
  }

  /** Reads the unsolicited messages that nobody has read yet; empty if somebody is reading them. */
  Optional<Reader> listen() {
    lock.lock();
    try {
      return unsolicited.reader == null
          ? Optional.of(unsolicited.attach(unsolicited.read))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Goes on after an event, in place of the reader that may still be there; empty if that stream is not known. */
  Optional<Reader> resume(EventId last) {
    lock.lock();
    try {
      return Optional.ofNullable(logs.get(last.stream())).map(log -> log.attach(last.position()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * What there is to say to a client that comes back to a stream of an earlier life: to a request's stream that the
   * request is lost; messages that belong to no request just go on, in place of the reader that may be there. Empty if
   * the id is not of an earlier life, or does not say which request it was.
   */
  Optional<Reader> resumeLost(EventId last) {
    lock.lock();
    try {
      if (last.stream() >= unsolicited.stream) {
        return Optional.empty();
      }
      if (last.unsolicited()) {
        return Optional.of(unsolicited.attach(unsolicited.read));
      }
      return Optional.ofNullable(last.request()).map(this::lost);
    } finally {
      lock.unlock();
    }
  }

  private Reader lost(RequestId request) {
    Log log = open(request);
    Reader reader = log.attach(0);
    log.complete(Optional.of(Messages.error(request, INTERRUPTED, INTERRUPTION, null)));
    return reader;
  }

  /** Ends all readers. Idempotent. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void evict() {
    Iterator<Entry> oldestFirst = kept.iterator();
    while (kept.size() > maxEvents || keptBytes > maxBytes) {
      Entry entry = oldestFirst.next();
      if (entry == kept.peekLast()) {
        return;
      }
      if (!entry.awaited()) {
        oldestFirst.remove();
        keptBytes -= entry.event.length;
        entry.log.entries.remove(entry);
        entry.log.forgetIfDone();
      }
    }
  }

  private static final class Entry {

    final Log log;
    final long position;
    final byte[] event;
    final boolean answer;

    Entry(Log log, long position, byte[] event, boolean answer) {
      this.log = log;
      this.position = position;
      this.event = event;
      this.answer = answer;
    }

    /** Whether this is an answer that its connection is still going to send: a slow client must not lose it. */
    boolean awaited() {
      Reader reader = log.reader;
      return answer && reader != null && reader.position < position;
    }
  }

  /** What was said on one stream. */
  final class Log {

    private final long stream;
    private final @Nullable RequestId request;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long end;
    private long read;
    private boolean complete;
    private @Nullable Reader reader;

    private Log(long stream, @Nullable RequestId request) {
      this.stream = stream;
      this.request = request;
    }

    void append(byte[] message) {
      add(message, false);
    }

    /** Ends the stream, with the answer if there is one. */
    void complete(Optional<byte[]> answer) {
      lock.lock();
      try {
        answer.ifPresent(message -> add(message, true));
        complete = true;
        forgetIfDone();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    Reader attach(long position) {
      lock.lock();
      try {
        var fresh = new Reader(this, Math.min(position, end));
        reader = fresh;
        changed.signalAll();
        return fresh;
      } finally {
        lock.unlock();
      }
    }

    private void add(byte[] message, boolean answer) {
      lock.lock();
      try {
        end++;
        byte[] event = SseWriter.event(new EventId(stream, end, request).text(), message);
        var entry = new Entry(this, end, event, answer);
        entries.add(entry);
        kept.add(entry);
        keptBytes += event.length;
        evict();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private @Nullable Entry after(long position) {
      for (Entry entry : entries) {
        if (entry.position > position) {
          return entry;
        }
      }
      return null;
    }

    private void forgetIfDone() {
      if (complete && entries.isEmpty() && reader == null) {
        logs.remove(stream);
      }
    }
  }

  /** One connection's way through a log; used by one thread. */
  final class Reader implements AutoCloseable {

    private final Log log;
    private long position;

    private Reader(Log log, long position) {
      this.log = log;
      this.position = position;
    }

    /** The id a client can give to go on from here. */
    EventId position() {
      return new EventId(log.stream, position, log.request);
    }

    boolean unsolicited() {
      return log == unsolicited;
    }

    /** The next event, ready to be written; empty if none came in time or none will come. */
    Optional<byte[]> next(Duration wait) throws InterruptedException {
      long nanos = wait.toNanos();
      lock.lockInterruptibly();
      try {
        while (!over()) {
          Entry entry = log.after(position);
          if (entry != null) {
            position = entry.position;
            log.read = Math.max(log.read, position);
            return Optional.of(entry.event);
          }
          if (nanos <= 0) {
            return Optional.empty();
          }
          nanos = changed.awaitNanos(nanos);
        }
        return Optional.empty();
      } finally {
        lock.unlock();
      }
    }

    /** Whether nothing will come any more: the stream is complete, another reader took over, the session ended. */
    boolean over() {
      lock.lock();
      try {
        return closed || log.reader != this || (log.complete && log.after(position) == null);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (log.reader == this) {
          log.reader = null;
          log.forgetIfDone();
          evict();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
