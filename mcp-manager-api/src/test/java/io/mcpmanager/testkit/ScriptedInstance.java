package io.mcpmanager.testkit;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.OutsideView;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** An instance without a process; the test decides when and how it ends. Thread-safe. */
public final class ScriptedInstance implements Instance {

  private final LaunchSpec spec;
  private final InstanceListener listener;
  private final ScriptedChannel channel;
  private final boolean adopted;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
  private volatile LaunchStep.WhenStopped whenStopped;
  private volatile @Nullable OutsideView view;
  private final CompletableFuture<@Nullable Void> vanished = new CompletableFuture<>();

  ScriptedInstance(
      LaunchSpec spec,
      InstanceListener listener,
      ScriptedChannel channel,
      LaunchStep.WhenStopped whenStopped,
      boolean adopted) {
    this.spec = spec;
    this.listener = listener;
    this.channel = channel;
    this.whenStopped = whenStopped;
    this.adopted = adopted;
  }

  /** What it was launched with. */
  public LaunchSpec spec() {
    return spec;
  }

  @Override
  public boolean adopted() {
    return adopted;
  }

  /** Whether it has not ended yet. */
  @Override
  public boolean isAlive() {
    return !vanished.isDone() && !exit.isDone();
  }

  /** Writes a line beside the protocol. */
  public void write(LogStream stream, String line) {
    listener.onLine(stream, line);
  }

  /** Ends it without having been asked to. */
  public void exit(int code) {
    end(new ExitStatus(code, "exited with status " + code, false));
  }

  /** Ends it so that nobody is told: it is gone, but {@link #exit} does not complete. */
  public void vanish() {
    vanished.complete(null);
  }

  /** Somebody beside the manager says how well it is. */
  public void seenAs(OutsideView newView) {
    view = newView;
  }

  @Override
  public Optional<OutsideView> health() {
    return Optional.ofNullable(view);
  }

  /** Changes how it takes {@link #stop}; a call already waiting is not affected. */
  public void whenStopped(LaunchStep.WhenStopped reaction) {
    whenStopped = reaction;
  }

  /** Lets an instance that waits when stopped end, as if it had done so by itself after being asked. */
  public void finishStop() {
    end(new ExitStatus(0, "exited with status 0", true));
  }

  @Override
  public ScriptedChannel channel() {
    return channel;
  }

  @Override
  public OptionalLong processId() {
    return OptionalLong.of(10_000 + spec.generation());
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit.copy();
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    if (vanished.isDone()) {
      throw unnoticed();
    }
    switch (whenStopped) {
      case ENDS -> finishStop();
      case REFUSES ->
        throw new McpManagerException(ErrorCode.STOP_FAILED, "the instance did not end");
      case WAITS -> {
        try {
          CompletableFuture.anyOf(exit, vanished).get();
        } catch (ExecutionException impossible) {
          throw new IllegalStateException(impossible);
        }
        if (!exit.isDone()) {
          throw unnoticed();
        }
      }
    }
  }

  private static McpManagerException unnoticed() {
    return new McpManagerException(ErrorCode.STOP_FAILED, "its end was not noticed");
  }

  void end(ExitStatus status) {
    if (exit.complete(status)) {
      channel.breakOff(status.description());
    }
  }
}
