package io.mcpmanager.server.bridge;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one client over a pair of streams until it closes one of them. */
public final class StdioServer {

  /** Longest line a client may send; it is what servers may send as well. */
  private static final int MAX_LINE = 64 * 1024 * 1024;

  private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(StdioServer.class);

  private final InputStream in;
  private final OutputStream out;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean broken;

  /** A server between two streams; nobody else may write to {@code out}. */
  public StdioServer(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Serves; returns when the client has gone and what it asked for is answered. */
  public void run(Function<MessageSink, Conversation> connect) throws InterruptedException {
    try (LineOutput output = new LineOutput(out, this::outputBroke);
        Conversation conversation = connect.apply(output)) {
      // a thread of its own: nothing interrupts a read from a pipe, but the client may close the
      // other one
      Thread.ofPlatform().name("stdin").daemon().start(() -> read(conversation));
      over.await();
      if (!broken) {
        conversation.drain(LAST_ANSWERS);
      }
    }
  }

  /** Ends what {@link #run} does, as if the client had ended; does not wait. */
  public void end() {
    over.countDown();
  }

  private void outputBroke() {
    broken = true;
    over.countDown();
  }

  private void read(Conversation conversation) {
    try {
      LineReader.readMessages(in, MAX_LINE, new Lines(conversation));
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("standard input broke");
    } finally {
      over.countDown();
    }
  }

  private record Lines(Conversation conversation) implements LineReader.MessageSink {

    @Override
    public void line(byte[] line) {
      conversation.take(line);
    }

    @Override
    public void unterminated(byte[] line) {
      conversation.take(line);
    }

    @Override
    public void oversized(long length, byte[] head, byte[] tail) {
      conversation.takeOversized(length, head, tail);
    }
  }
}
