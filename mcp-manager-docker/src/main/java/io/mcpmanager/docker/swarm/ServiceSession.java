package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.MessageChannel;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A further instance of a server that is a service: a session of its own with one of the replicas. */
final class ServiceSession implements Instance {

  private final ReplicaChannel channel;
  private final ContainerInfo info;
  private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();

  ServiceSession(ReplicaChannel channel, ContainerInfo info) {
    this.channel = channel;
    this.info = info;
  }

  /** The service is no more. */
  void serviceEnded(ExitStatus status) {
    end(status);
  }

  private void end(ExitStatus status) {
    if (exit.complete(status)) {
      channel.close();
    }
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
  public Optional<ContainerInfo> container() {
    return Optional.of(info);
  }

  @Override
  public Optional<URI> endpoint() {
    return Optional.of(channel.home().address());
  }

  @Override
  public CompletableFuture<ExitStatus> exit() {
    return exit.copy();
  }

  @Override
  public void stop(Duration grace) {
    end(new ExitStatus(null, "the session was closed", true));
  }
}
