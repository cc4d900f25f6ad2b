package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.docker.stream.FrameInput;
import io.mcpmanager.docker.stream.LineCutter;
import io.mcpmanager.docker.transport.RawEngine;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows what the tasks of a service write, for as long as it is open. What is written while the engine is away is fetched. */
final class ServiceLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceLog.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
  private static final Duration QUIET = Duration.ofMillis(100);

  private final RawEngine engine;
  private final ManagerClock clock;
  private final String service;
  private final LineCutter stdout;
  private final LineCutter stderr;
  private final Thread reader;
  private volatile Instant since;
  private final AtomicLong pieces = new AtomicLong();
  private volatile boolean closed;
  private volatile @Nullable InputStream open;

  /**
   * Begins to follow.
   *
   * @param since lines from before are not told
   */
  ServiceLog(
      RawEngine engine,
      ManagerClock clock,
      String service,
      Instant since,
      int maxLineBytes,
      InstanceListener listener) {
    this.engine = engine;
    this.clock = clock;
    this.service = service;
    this.since = since;
    this.stdout = new LineCutter(maxLineBytes, line -> listener.onLine(LogStream.STDOUT, line));
    this.stderr = new LineCutter(maxLineBytes, line -> listener.onLine(LogStream.STDERR, line));
    this.reader = Thread.ofVirtual().name("docker-service-log").unstarted(this::follow);
  }

  void start() {
    reader.start();
  }

  private void follow() {
    try {
      while (!closed) {
        read();
        if (!closed) {
          since = clock.now();
          pause(BETWEEN_TRIES);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException closing) {
      LOG.atDebug().setCause(closing).log("a service's log is no longer followed");
    } finally {
      stdout.end();
      stderr.end();
    }
  }

  private void read() {
    String path = "/services/" + RawEngine.encode(service)
        + "/logs?follow=1&stdout=1&stderr=1&since="
        + String.format(Locale.ROOT, "%d.%09d", since.getEpochSecond(), since.getNano());
    try (InputStream stream = engine.open(path);
        var frames = new FrameInput(stream, this::takeError)) {
      open = stream;
      byte[] buffer = new byte[8192];
      for (int count = frames.read(buffer); count >= 0 && !closed; count = frames.read(buffer)) {
        pieces.incrementAndGet();
        stdout.take(buffer, 0, count);
      }
    } catch (IOException | RuntimeException e) {
      LOG.atDebug().addKeyValue("service", service).setCause(e).log("a service's log broke off");
    } finally {
      open = null;
    }
  }

  private void takeError(byte[] bytes, int offset, int length) {
    pieces.incrementAndGet();
    stderr.take(bytes, offset, length);
  }

  /** Waits until nothing more seems to come of what a task that has ended wrote last. */
  void awaitQuiet(Duration atMost) throws InterruptedException {
    long end = clock.nanoTime() + atMost.toNanos();
    long before = 0;
    while (clock.nanoTime() < end && (before == 0 || before != pieces.get())) {
      before = pieces.get();
      pause(QUIET);
    }
  }

  private void pause(Duration howLong) throws InterruptedException {
    var over = new CountDownLatch(1);
    ManagerClock.Timer timer = clock.schedule(howLong, over::countDown);
    try {
      over.await();
    } finally {
      timer.cancel();
    }
  }

  @Override
  public void close() {
    closed = true;
    InputStream reading = open;
    if (reading != null) {
      try {
        reading.close();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("a service's log could not be closed");
      }
    }
    reader.interrupt();
  }
}
