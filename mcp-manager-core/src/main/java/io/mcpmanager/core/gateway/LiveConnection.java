package io.mcpmanager.core.gateway;

import io.mcpmanager.core.lifecycle.Connection;
import io.mcpmanager.core.protocol.ServerGreeting;
import io.mcpmanager.core.protocol.UpstreamConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The lifecycle's view of a connection that the gateway routes calls to. */
final class LiveConnection implements Connection {

  private final UpstreamConnection upstream;
  private final Catalog catalog;
  private final boolean complete;

  /**
   * A connection that has completed its handshake.
   *
   * @param catalog what the server offered when it came up
   * @param complete whether all of that could be read
   */
  LiveConnection(UpstreamConnection upstream, Catalog catalog, boolean complete) {
    this.upstream = upstream;
    this.catalog = catalog;
    this.complete = complete;
  }

  Catalog catalog() {
    return catalog;
  }

  boolean isComplete() {
    return complete;
  }

  UpstreamConnection upstream() {
    return upstream;
  }

  ServerGreeting greeting() {
    return upstream.greeting();
  }

  @Override
  public String protocolRevision() {
    return greeting().revision().text();
  }

  @Override
  public String serverName() {
    return greeting().name();
  }

  @Override
  public String serverVersion() {
    return greeting().version();
  }

  @Override
  public Duration ping(Duration timeout) throws InterruptedException {
    return upstream.ping(timeout);
  }

  @Override
  public CompletableFuture<String> closed() {
    return upstream.closed();
  }

  @Override
  public void close() {
    upstream.close();
  }
}
