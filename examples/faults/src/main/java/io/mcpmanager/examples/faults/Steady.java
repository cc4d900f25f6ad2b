package io.mcpmanager.examples.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Calls, one after the other with a short pause, for as long as it is open, and remembers how they went. */
final class Steady implements AutoCloseable {

  private static final int MAX_FAILURES = 20;

  /** What is called. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  private final Call call;
  private final long pauseMillis;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final List<String> failures = new ArrayList<>();
  private final Thread thread;

  private Steady(String name, Duration pause, Call call) {
    this.call = call;
    this.pauseMillis = pause.toMillis();
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::callOn);
  }

  static Steady start(String name, Duration pause, Call call) {
    return new Steady(name, pause, call);
  }

  private void callOn() {
    try {
      do {
        long start = System.nanoTime();
        callOnce();
        slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        calls.incrementAndGet();
      } while (!stop.await(pauseMillis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void callOnce() throws InterruptedException {
    try {
      call.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      failed.incrementAndGet();
      synchronized (failures) {
        if (failures.size() < MAX_FAILURES) {
          failures.add(e.toString());
        }
      }
    }
  }

  /** Calls that have ended, well or badly. */
  long calls() {
    return calls.get();
  }

  /** Calls that failed, ever. */
  long failed() {
    return failed.get();
  }

  /** The longest a call took since the last time this was asked. */
  Duration takeSlowest() {
    return Duration.ofNanos(slowestNanos.getAndSet(0));
  }

  /** The first failures since the last time this was asked. */
  List<String> takeFailures() {
    synchronized (failures) {
      var taken = List.copyOf(failures);
      failures.clear();
      return taken;
    }
  }

  /** Ends after the call that is under way. */
  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    thread.join(TimeUnit.SECONDS.toMillis(30));
  }
}
