package io.mcpmanager.core.process;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.core.wire.LineReader;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.ProcessIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child process with everything it started. */
final class ProcessInstance implements Instance {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessInstance.class);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
  private static final int SIGNAL_BASE = 128;
  private static final int MAX_NAMED = 10;

  private final Process process;
  private final @Nullable ProcessIdentity identity;
  private final Family family;
  private final Reaper reaper;
  private final UsageMeter meter;
  private final MessageChannel channel;
  private final InstanceListener listener;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final ReentrantLock stopping = new ReentrantLock();
  private final CountDownLatch outputs;
  private volatile boolean requested;
  private volatile boolean givenUp;
  private volatile @Nullable ResourceUsage usage;

  /**
   * Watches a process that was just started.
   *
   * @param identity what tells it from others, or null if it ended before that could be read
   * @param readOutput whether standard output is a log here, because messages travel another way
   */
  ProcessInstance(
      Process process,
      @Nullable ProcessIdentity identity,
      Family family,
      Reaper reaper,
      UsageMeter meter,
      MessageChannel channel,
      InstanceListener listener,
      PipeThreads threads,
      String name,
      boolean readOutput) {
    this.process = process;
    this.identity = identity;
    this.family = family;
    this.reaper = reaper;
    this.meter = meter;
    this.channel = channel;
    this.listener = listener;
    this.outputs = new CountDownLatch(readOutput ? 2 : 1);
    threads.start(name + "-err", () -> drain(process.getErrorStream(), LogStream.STDERR));
    if (readOutput) {
      threads.start(name + "-out", () -> drain(process.getInputStream(), LogStream.STDOUT));
    }
    var ignored =
        process.onExit().thenRunAsync(this::afterExit, task -> threads.start(name + "-end", task));
  }

  @Override
  public MessageChannel channel() {
    return channel;
  }

  @Override
  public OptionalLong processId() {
    return OptionalLong.of(process.pid());
  }

  @Override
  public Optional<ProcessIdentity> process() {
    return Optional.ofNullable(identity);
  }

  @Override
  public Optional<ResourceUsage> usage() {
    return Optional.ofNullable(usage);
  }

  @Override
  public boolean isAlive() {
    return process.isAlive() || (!exit.isDone() && !family.members().isEmpty());
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit.copy();
  }

  Family family() {
    return family;
  }

  /** Reads what it takes of the machine, and whether nothing is left of it. */
  void look(Instant now, long nanoTime) {
    List<ProcessEntry> members = family.members();
    if (members.isEmpty()) {
      settle();
    } else {
      usage = meter.read(members, now, nanoTime);
    }
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    stopping.lockInterruptibly();
    try {
      requested = true;
      channel.close();
      // only a child that reads messages from its input learns from its end that it is to go
      if (channel instanceof StdioChannel && ended(grace)) {
        return;
      }
      reaper.terminate(family);
      if (ended(grace)) {
        return;
      }
      process.destroyForcibly();
      if (reaper.end(List.of(family), AFTER_KILL)) {
        settle();
      }
      if (!ended(AFTER_KILL)) {
        throw new McpManagerException(
            ErrorCode.STOP_FAILED, "still there after being killed: " + rest());
      }
    } finally {
      stopping.unlock();
    }
  }

  /** Notes that its end is wanted, and kills the child alone, without waiting. */
  void requestEnd() {
    requested = true;
    process.destroyForcibly();
  }

  /** Notices that by now nothing is left of a child that had been given up on. */
  private void settle() {
    if (givenUp && !exit.isDone() && family.members().isEmpty()) {
      complete();
    }
  }

  private boolean ended(Duration timeout) throws InterruptedException {
    try {
      exit.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an exit never completes exceptionally", e);
    }
  }

  private void drain(InputStream stream, LogStream origin) {
    try (stream) {
      LineReader.readText(stream, (line, cut) -> listener.onLine(origin, cut ? line + "…" : line));
    } catch (IOException e) {
      LOG.atDebug()
          .addKeyValue("pid", process.pid())
          .setCause(e)
          .log("a child's output could not be read");
    } finally {
      outputs.countDown();
    }
  }

  /** Clears away what the process left and only then says that it has ended. */
  private void afterExit() {
    boolean gone = false;
    try {
      gone = reaper.end(List.of(family), AFTER_KILL);
      if (channel instanceof StdioChannel stdio) {
        stdio.awaitEnd(LAST_OUTPUT);
      }
      if (!outputs.await(LAST_OUTPUT.toNanos(), TimeUnit.NANOSECONDS)) {
        closePipes();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (gone) {
      complete();
    } else {
      givenUp = true;
      LOG.atError()
          .addKeyValue("pid", process.pid())
          .addKeyValue("left", rest())
          .log("a child has ended but not what it started");
      reportClosed("the process has ended, but not what it started: " + rest());
    }
  }

  private void complete() {
    int code = process.exitValue();
    // first the exit, which says why, then the channel that it broke
    exit.complete(new ExitStatus(code, describe(code), requested));
    reportClosed("the process " + describe(code));
  }

  private void reportClosed(String reason) {
    if (channel instanceof StdioChannel stdio) {
      stdio.reportClosed(reason);
    } else {
      channel.close();
    }
  }

  /** Something that is not known to belong here still holds the pipes. */
  private void closePipes() {
    try {
      process.getErrorStream().close();
      process.getInputStream().close();
    } catch (IOException e) {
      LOG.atDebug()
          .addKeyValue("pid", process.pid())
          .setCause(e)
          .log("a child's pipes could not be closed");
    }
  }

  private String rest() {
    return family.members().stream()
        .limit(MAX_NAMED)
        .map(member -> Long.toString(member.pid()))
        .collect(Collectors.joining(", ", "process ", ""));
  }

  private static String describe(int code) {
    return code > SIGNAL_BASE
        ? "was ended by signal " + (code - SIGNAL_BASE)
        : "exited with status " + code;
  }
}
