package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.spi.ServerRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Brings {@link Echo} to life within this program; it answers while it is being asked. */
final class MemoryRuntime implements ServerRuntime {

  static final String COMMAND = "echo-in-memory";

  @Override
  public boolean supports(Launch launch) {
    return launch instanceof ProcessLaunch process && process.command().equals(COMMAND);
  }

  @Override
  public List<Problem> check(Launch launch) {
    return List.of();
  }

  @Override
  public Instance launch(LaunchSpec spec, InstanceListener listener) {
    return new Echoing();
  }

  @Override
  public void close() {}

  private static final class Echoing implements Instance, MessageChannel {

    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private volatile @Nullable Receiver receiver;

    @Override
    public MessageChannel channel() {
      return this;
    }

    @Override
    public OptionalLong processId() {
      return OptionalLong.empty();
    }

    @Override
    public CompletableFuture<ExitStatus> exit() {
      return exit;
    }

    @Override
    public void stop(Duration grace) {
      close();
    }

    @Override
    public void open(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void send(OutboundMessage message, Duration timeout) {
      Receiver current = Objects.requireNonNull(receiver, "receiver");
      Echo.answer(message.body()).ifPresent(current::onMessage);
    }

    @Override
    public void close() {
      Receiver current = receiver;
      if (exit.complete(new ExitStatus(null, "closed", true)) && current != null) {
        current.onClosed("closed");
      }
    }
  }
}
