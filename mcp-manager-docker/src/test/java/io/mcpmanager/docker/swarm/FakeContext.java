package io.mcpmanager.docker.swarm;

import io.mcpmanager.spi.Channels;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.RuntimeContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A manager whose channels carry nothing and are noted. */
final class FakeContext implements RuntimeContext, Channels {

  private final ManagerClock clock;
  private final List<FakeChannel> made = new CopyOnWriteArrayList<>();

  FakeContext(ManagerClock clock) {
    this.clock = clock;
  }

  /** The channels made so far. */
  List<FakeChannel> made() {
    return List.copyOf(made);
  }

  @Override
  public ManagerClock clock() {
    return clock;
  }

  @Override
  public Channels channels() {
    return this;
  }

  @Override
  public void available() {
    // nobody waits
  }

  @Override
  public MessageChannel stdio(
      String name, InputStream fromServer, OutputStream toServer, InstanceListener listener) {
    throw new AssertionError("services speak HTTP");
  }

  @Override
  public MessageChannel http(URI endpoint) {
    var channel = new FakeChannel(endpoint);
    made.add(channel);
    return channel;
  }
}
