package io.mcpmanager.docker;

import io.mcpmanager.core.process.StdioChannels;
import io.mcpmanager.core.remote.HttpChannels;
import io.mcpmanager.core.time.SystemClock;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.LineReader;
import io.mcpmanager.spi.Channels;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.RuntimeContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** What a manager provides to a runtime, without the manager. */
final class TestContext implements RuntimeContext, Channels, AutoCloseable {

  private final SystemClock clock = new SystemClock();
  private final HttpClientPool http =
      new HttpClientPool(HttpClientLimits.DEFAULT, Destinations.ANY, clock::nanoTime);
  private final StdioChannels stdio = new StdioChannels(LineReader.MAX_MESSAGE);
  private final AtomicInteger available = new AtomicInteger();

  @Override
  public SystemClock clock() {
    return clock;
  }

  @Override
  public Channels channels() {
    return this;
  }

  @Override
  public void available() {
    available.incrementAndGet();
  }

  /** How often it was told that launches may work again. */
  int timesAvailable() {
    return available.get();
  }

  @Override
  public MessageChannel stdio(
      String name, InputStream fromServer, OutputStream toServer, InstanceListener listener) {
    return stdio.over(name, fromServer, toServer, listener);
  }

  @Override
  public MessageChannel http(URI endpoint) {
    return new HttpChannels(http, clock, LineReader.MAX_MESSAGE).whenReady(endpoint);
  }

  @Override
  public void close() {
    http.close();
    clock.close();
  }
}
