package io.mcpmanager.docker.testkit;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The time of the machine, for tests with a real engine. */
public final class RealClock implements ManagerClock, AutoCloseable {

  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("test-clock").factory());

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    Future<?> waiting = timers.schedule(
        () -> Thread.ofVirtual().name("test-timer").start(task),
        delay.toMillis(),
        TimeUnit.MILLISECONDS);
    return () -> waiting.cancel(false);
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
