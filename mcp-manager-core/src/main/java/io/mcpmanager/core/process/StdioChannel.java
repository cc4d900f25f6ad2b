package io.mcpmanager.core.process;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.core.wire.Answers;
import io.mcpmanager.core.wire.LineReader;
import io.mcpmanager.core.wire.LineWriter;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Messages as lines on the standard input and output of a child, which may be a process here or be reached some other way. A child that does not read would hold whoever writes. So
 * senders write themselves only what fits into the pipe in any case; the rest is left to a thread of its own, and the
 * queue before it is bounded. The thread ends when there has been nothing to write for a while, so that idle children
 * cost none.
 */
final class StdioChannel implements MessageChannel {

  private static final int MAX_QUEUED = 1024;
  private static final int MAX_QUEUED_KIB = 64 * 1024;
  private static final int NOISE_HEAD = 512;
  private static final long EXIT_FOLLOWS_MILLIS = 500;
  private static final long WRITER_LINGERS_SECONDS = 5;
  private static final Line END = new Line(new byte[0], false);
  private static final long NOT_WRITING = Long.MIN_VALUE;

  // handed on, not compared
  @SuppressWarnings("ArrayRecordComponent")
  private record Line(byte[] bytes, boolean request) {}

  private final EndWatch endWatch;
  private final InputStream fromChild;
  private final OutputStream toChild;
  private final int maxMessageBytes;
  private final InstanceListener listener;
  private final PipeThreads threads;
  private final String name;
  private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  /** Lines that a sender has handed over and that are not written yet. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Held while something is written; whoever must not be held up only tries. */
  private final ReentrantLock pipe = new ReentrantLock();

  private final ReadProof proof = new ReadProof();
  /** Whether a thread is writing, or will take what is in the queue before it ends. */
  private final AtomicBoolean writing = new AtomicBoolean();

  // what waits for a child that does not read is bounded in number and in size
  private final Semaphore room = new Semaphore(MAX_QUEUED_KIB);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean reported = new AtomicBoolean();
  private final AtomicLong noise = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Receiver receiver;
  private volatile long writeBegan = NOT_WRITING;

  /** Waits for a child whose output has ended to end itself; says whether it has, and so tells of its end. */
  @FunctionalInterface
  interface EndWatch {

    /** For a child of which nothing more is known than its streams. */
    EndWatch NONE = millis -> false;

    boolean ended(long millis) throws InterruptedException;
  }

  /**
   * A channel that is not open yet.
   *
   * @param endWatch tells whether the end of the output is the end of the child
   */
  StdioChannel(
      InputStream fromChild,
      OutputStream toChild,
      EndWatch endWatch,
      int maxMessageBytes,
      InstanceListener listener,
      PipeThreads threads,
      String name) {
    this.fromChild = fromChild;
    this.toChild = toChild;
    this.endWatch = endWatch;
    this.maxMessageBytes = maxMessageBytes;
    this.listener = listener;
    this.threads = threads;
    this.name = name;
  }

  @Override
  public void open(Receiver newReceiver) {
    receiver = newReceiver;
    threads.start(name + "-out", this::readAll);
  }

  @Override
  public void send(OutboundMessage message, Duration timeout) throws InterruptedException {
    if (closed.get()) {
      throw new ChannelException("the process takes no more messages", true, null);
    }
    var line = new Line(LineWriter.line(message.body()), message.expectsResponse());
    if (writtenAtOnce(line)) {
      return;
    }
    long end = System.nanoTime() + timeout.toNanos();
    if (!room.tryAcquire(kib(line), timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw notRead();
    }
    waiting.incrementAndGet();
    boolean queued = false;
    try {
      queued = queue.offer(line, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } finally {
      if (!queued) {
        waiting.decrementAndGet();
        room.release(kib(line));
      }
    }
    if (!queued) {
      throw notRead();
    }
    wakeWriter();
  }

  /** Writes a line on the sender's thread if nothing is before it and the pipe has room for it whatever the child does. */
  private boolean writtenAtOnce(Line line) {
    if (!pipe.tryLock()) {
      return false;
    }
    try {
      if (waiting.get() > 0 || closed.get() || !proof.fits(line.bytes().length)) {
        return false;
      }
      write(line);
      toChild.flush();
      writeBegan = NOT_WRITING;
    } catch (IOException e) {
      // the child closed its input or ended; its exit says more than the broken pipe does
      endWriting();
    } finally {
      pipe.unlock();
    }
    return true;
  }

  /** Writes a line, the pipe being held. */
  private void write(Line line) throws IOException {
    writeBegan = System.nanoTime();
    proof.writing(line.bytes().length, line.request());
    toChild.write(line.bytes());
  }

  private ChannelException notRead() {
    return new ChannelException(
        "the process has not read its input for " + stalled().toMillis() + " ms and " + queue.size()
            + " messages wait for it",
        true,
        null);
  }

  private static int kib(Line line) {
    return Math.min(MAX_QUEUED_KIB, line.bytes().length / 1024 + 1);
  }

  @Override
  public Duration stalled() {
    long began = writeBegan;
    return began == NOT_WRITING ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - began);
  }

  @Override
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /** Closes the child's standard input once what is queued has been written. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      if (!queue.offer(END)) {
        // the writer is stuck behind a full queue; what waits there is lost
        queue.clear();
        queue.offer(END);
      }
      wakeWriter();
    }
  }

  private void wakeWriter() {
    if (!writing.get() && writing.compareAndSet(false, true)) {
      try {
        threads.start(name + "-in", this::writeAll);
      } catch (RuntimeException | Error e) {
        writing.set(false);
        throw e;
      }
    }
  }

  /** Number of lines on standard output that were no messages. */
  long noiseLines() {
    return noise.get();
  }

  /** Waits until standard output has ended. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return receiver == null || ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Tells the receiver, once, that nothing will come any more. */
  void reportClosed(String reason) {
    close();
    Receiver current = receiver;
    if (current != null && reported.compareAndSet(false, true)) {
      current.onClosed(reason);
    }
  }

  private void writeAll() {
    try {
      do {
        Line line = queue.poll(WRITER_LINGERS_SECONDS, TimeUnit.SECONDS);
        while (line != null && line.bytes().length > 0) {
          writeQueued(line);
          line = queue.poll(WRITER_LINGERS_SECONDS, TimeUnit.SECONDS);
        }
        if (line != null) {
          endWriting();
          return;
        }
        writing.set(false);
        // what came since then came while there still seemed to be a writer
      } while (!queue.isEmpty() && writing.compareAndSet(false, true));
    } catch (IOException e) {
      // the child closed its input or ended; its exit says more than the broken pipe does
      endWriting();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      endWriting();
    }
  }

  private void writeQueued(Line line) throws IOException {
    pipe.lock();
    try {
      write(line);
      room.release(kib(line));
      if (queue.isEmpty()) {
        toChild.flush();
      }
      writeBegan = NOT_WRITING;
      waiting.decrementAndGet();
    } finally {
      pipe.unlock();
    }
  }

  /** Nothing is written any more; the writer is never started again. */
  private void endWriting() {
    closed.set(true);
    closeQuietly();
  }

  private void closeQuietly() {
    try {
      toChild.close();
    } catch (IOException e) {
      // what could not be flushed has nobody left to read it
      return;
    }
  }

  private void readAll() {
    String reason = "the process closed its standard output";
    try {
      LineReader.readMessages(fromChild, maxMessageBytes, new Sorter());
    } catch (IOException e) {
      reason = "standard output could not be read: " + e.getMessage();
    }
    ended.countDown();
    try {
      // output mostly ends because the process does, and then its exit says more
      if (!endWatch.ended(EXIT_FOLLOWS_MILLIS)) {
        reportClosed(reason);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reportClosed(reason);
    }
  }

  /** Tells messages from everything else that programs print. */
  private final class Sorter implements LineReader.MessageSink {

    @Override
    public void line(byte[] line) {
      Receiver current = receiver;
      if (current != null && looksLikeMessage(line)) {
        if (Answers.holds(line)) {
          proof.answered();
        }
        current.onMessage(line);
      } else {
        quarantine(line);
      }
    }

    @Override
    public void unterminated(byte[] line) {
      quarantine(line);
    }

    @Override
    public void oversized(long length, byte[] head, byte[] tail) {
      Receiver current = receiver;
      if (current != null && looksLikeMessage(head)) {
        current.onOversized(head, tail, length);
      } else {
        quarantine(head);
      }
    }

    private boolean looksLikeMessage(byte[] line) {
      for (byte b : line) {
        if (b != ' ' && b != '\t') {
          return b == '{' || b == '[';
        }
      }
      return false;
    }

    private void quarantine(byte[] line) {
      noise.incrementAndGet();
      int shown = Math.min(line.length, NOISE_HEAD);
      String text = new String(line, 0, shown, StandardCharsets.UTF_8);
      listener.onLine(LogStream.STDOUT, shown < line.length ? text + "…" : text);
      Receiver current = receiver;
      if (current != null) {
        current.onNoise(text);
      }
    }
  }
}
