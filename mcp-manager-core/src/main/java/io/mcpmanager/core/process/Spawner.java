package io.mcpmanager.core.process;

import io.mcpmanager.api.error.LaunchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts child processes from one thread that lives as long as this object: the parent-death signal that ends children
 * of a killed manager fires when the <em>thread</em> that started them ends. The signal is one that can't be ignored: the
 * child of a manager that was killed has nobody left to be polite to.
 */
final class Spawner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Spawner.class);
  private static final int MAX_WAITING = 4096;

  private final List<String> prefix;
  private final boolean ownGroups;
  private final ExecutorService thread;

  /** A spawner that uses the helpers found on the manager's own PATH. */
  Spawner(Map<String, String> managerEnvironment) {
    Path here = Path.of("");
    Optional<Path> setsid = Executables.find("setsid", here, managerEnvironment);
    Optional<Path> setpriv = Executables.find("setpriv", here, managerEnvironment);
    var words = new ArrayList<String>();
    setsid.ifPresent(file -> words.add(file.toString()));
    setpriv.ifPresent(file -> words.addAll(List.of(file.toString(), "--pdeathsig", "KILL", "--")));
    this.prefix = List.copyOf(words);
    this.ownGroups = setsid.isPresent();
    this.thread = new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(MAX_WAITING),
        Thread.ofPlatform().name("mcp-spawner").daemon().factory());
    if (setsid.isEmpty() || setpriv.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("setsid", setsid.isPresent())
          .addKeyValue("setpriv", setpriv.isPresent())
          .log(
              "helpers for child processes are missing: children of a killed manager may go on until"
                  + " the next start");
    }
  }

  /** Whether children lead a process group of their own. */
  boolean ownGroups() {
    return ownGroups;
  }

  /**
   * Starts a process.
   *
   * @param late is given the process if the caller was interrupted and no longer waits for it, or null if none could be
   *     started then
   * @throws LaunchException if the operating system refuses
   */
  Process spawn(
      Path executable,
      List<String> arguments,
      Map<String, String> environment,
      Path folder,
      Consumer<@Nullable Process> late)
      throws InterruptedException {
    var words = new ArrayList<>(prefix);
    words.add(executable.toString());
    words.addAll(arguments);
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    var started = new CompletableFuture<Process>();
    try {
      thread.execute(new Start(builder, started));
      return started.get();
    } catch (InterruptedException e) {
      // the caller no longer waits: what may be starting right now must not stay behind
      var ignored = started.whenComplete((process, failure) -> late.accept(process));
      throw e;
    } catch (ExecutionException e) {
      throw new LaunchException(
          "could not start '" + executable + "': " + reason(e.getCause()), e.getCause());
    } catch (RejectedExecutionException e) {
      throw new LaunchException("the process runtime is closed or has too many starts waiting", e);
    }
  }

  private record Start(ProcessBuilder builder, CompletableFuture<Process> started)
      implements Runnable {

    @Override
    public void run() {
      try {
        started.complete(builder.start());
      } catch (IOException | RuntimeException | Error e) {
        // also when memory or threads are short: if this thread ended, all children would be killed
        started.completeExceptionally(e);
      }
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return cause instanceof IOException
        ? String.valueOf(cause.getMessage())
        : String.valueOf(cause);
  }

  /** Starts nothing more; ends the thread, and with it whatever it started and still lives. */
  @Override
  public void close() {
    for (Runnable waiting : thread.shutdownNow()) {
      if (waiting instanceof Start start) {
        start.started().completeExceptionally(new IOException("the process runtime was closed"));
      }
    }
  }
}
