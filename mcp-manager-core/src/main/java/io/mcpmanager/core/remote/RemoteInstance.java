package io.mcpmanager.core.remote;

import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A connection to a server somewhere else; it ends when the connection does. */
final class RemoteInstance implements Instance {

  private final RemoteChannel channel;
  private final CompletableFuture<ExitStatus> exit;
  private volatile boolean requested;

  RemoteInstance(RemoteChannel channel) {
    this.channel = channel;
    this.exit = channel.ended().thenApply(reason -> new ExitStatus(null, reason, requested));
  }

  @Override
  public MessageChannel channel() {
    return channel;
  }

  @Override
  public OptionalLong processId() {
    return OptionalLong.empty();
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit.copy();
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    disconnect();
    channel.awaitGoodbye(grace);
  }

  void disconnect() {
    requested = true;
    channel.close();
  }
}
