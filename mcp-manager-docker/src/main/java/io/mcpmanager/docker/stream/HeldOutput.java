package io.mcpmanager.docker.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container writes. Its end is told to the instance before it is told to the reader, so that whoever reads learns
 * how the container ended rather than that it fell silent.
 */
public final class HeldOutput extends FilterInputStream {

  private static final Logger LOG = LoggerFactory.getLogger(HeldOutput.class);
  private static final long LONGEST_SECONDS = 5;
  private static final int BUFFER = 8192;

  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> released = new CompletableFuture<>();
  private volatile boolean begun;

  public HeldOutput(InputStream output) {
    super(output);
  }

  /** Whether anybody reads it. */
  public boolean isRead() {
    return begun;
  }

  /** Completes when there is nothing more to read. */
  public CompletableFuture<@Nullable Void> ended() {
    return ended.copy();
  }

  /** The reader may learn of the end. */
  public void release() {
    released.complete(null);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    begun = true;
    try {
      int read = in.read(bytes, offset, length);
      if (read >= 0) {
        return read;
      }
    } catch (IOException e) {
      hold();
      throw e;
    }
    hold();
    return -1;
  }

  /** Reads it, which is a log, until it ends. */
  public void drainInto(LineCutter lines) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int read = read(buffer); read >= 0; read = read(buffer)) {
        lines.take(buffer, 0, read);
      }
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the output of a container could not be read");
    } finally {
      lines.end();
    }
  }

  private void hold() {
    ended.complete(null);
    try {
      released.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException late) {
      // the reader learns of it then without knowing more
      return;
    }
  }

  @Override
  public void close() throws IOException {
    ended.complete(null);
    super.close();
  }
}
