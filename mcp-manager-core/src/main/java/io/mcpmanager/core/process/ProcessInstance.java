package io.mcpmanager.core.process;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.core.wire.LineReader;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.MessageChannel;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child process with everything it started. */
final class ProcessInstance implements Instance {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessInstance.class);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
  private static final int SIGNAL_BASE = 128;

  private final Process process;
  private final ProcessTree tree;
  private final MessageChannel channel;
  private final InstanceListener listener;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private final ReentrantLock stopping = new ReentrantLock();
  private final CountDownLatch outputs;
  private volatile boolean requested;

  /**
   * Watches a process that was just started.
   *
   * @param readOutput whether standard output is a log here, because messages travel another way
   */
  ProcessInstance(
      Process process,
      ProcessTree tree,
      MessageChannel channel,
      InstanceListener listener,
      PipeThreads threads,
      String name,
      boolean readOutput) {
    this.process = process;
    this.tree = tree;
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
  public CompletableFuture<ExitStatus> exit() {
    return exit.copy();
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    stopping.lockInterruptibly();
    try {
      requested = true;
      tree.remember();
      channel.close();
      // only a child that reads messages from its input learns from its end that it is to go
      if (channel instanceof StdioChannel && ended(grace)) {
        return;
      }
      tree.terminate();
      if (ended(grace)) {
        return;
      }
      tree.kill();
      if (!ended(AFTER_KILL)) {
        throw new McpManagerException(
            ErrorCode.STOP_FAILED,
            "process " + process.pid() + " is still there " + AFTER_KILL.toSeconds()
                + " s after it was killed");
      }
    } finally {
      stopping.unlock();
    }
  }

  /** Ends it by force, without waiting. */
  void kill() {
    requested = true;
    tree.kill();
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
    int code = process.exitValue();
    var status = new ExitStatus(code, describe(code), requested);
    try {
      tree.sweep();
      if (channel instanceof StdioChannel stdio) {
        stdio.awaitEnd(LAST_OUTPUT);
      }
      if (!outputs.await(LAST_OUTPUT.toNanos(), TimeUnit.NANOSECONDS)) {
        closePipes();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // first the exit, which says why, then the channel that it broke
      exit.complete(status);
      if (channel instanceof StdioChannel stdio) {
        stdio.reportClosed("the process " + status.description());
      } else {
        channel.close();
      }
    }
  }

  /** Something that left both group and tree still holds the pipes; without this their readers would wait for ever. */
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

  private static String describe(int code) {
    return code > SIGNAL_BASE
        ? "was ended by signal " + (code - SIGNAL_BASE)
        : "exited with status " + code;
  }
}
