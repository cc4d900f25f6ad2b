package io.mcpmanager.core.remote;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection to a server somewhere else; it ends when the connection does. */
final class RemoteInstance implements Instance {

  private static final Duration END_IS_TOLD = Duration.ofSeconds(10);

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
    // somebody else may have closed the channel and be about to tell of the end
    try {
      var ignored = exit.get(END_IS_TOLD.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new McpManagerException(ErrorCode.STOP_FAILED, "its end was not told", e);
    }
  }

  void disconnect() {
    requested = true;
    channel.close();
  }
}
