package io.mcpmanager.examples.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks again and again whether something of another process has come true. */
final class Waiting {

  private static final long BETWEEN_LOOKS_MILLIS = 10;

  /** What is looked for; null or false while it is not there. */
  @FunctionalInterface
  interface Look<T extends @Nullable Object> {
    T look() throws IOException, InterruptedException;
  }

  static void until(String what, Duration atMost, Look<Boolean> condition)
      throws IOException, InterruptedException {
    Boolean ignored = forValue(what, atMost, () -> condition.look() ? Boolean.TRUE : null);
  }

  static <T> T forValue(String what, Duration atMost, Look<@Nullable T> source)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      T found = source.look();
      if (found != null) {
        return found;
      }
      if (System.nanoTime() - start > atMost.toNanos()) {
        throw new IllegalStateException("not within " + atMost + ": " + what);
      }
      pause(BETWEEN_LOOKS_MILLIS);
    }
  }

  static void pause(long millis) throws InterruptedException {
    boolean ignored = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }

  private Waiting() {}
}
