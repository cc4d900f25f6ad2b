package io.mcpmanager.core.remote;

import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;

/** Makes channels to MCP servers that are reached over HTTP. Thread-safe. */
public final class HttpChannels {

  private final HttpClientPool client;
  private final ManagerClock clock;
  private final int maxMessageBytes;

  /**
   * Channels over the connections of one client.
   *
   * @param client stays the caller's to close
   * @param maxMessageBytes longest message accepted
   */
  @Inject
  public HttpChannels(HttpClientPool client, ManagerClock clock, int maxMessageBytes) {
    this.client = client;
    this.clock = clock;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** A channel to a server that is there. */
  HttpMessageChannel to(URI endpoint, Map<String, String> headers) {
    return channel(endpoint, headers, HttpMessageChannel.Peer.UP);
  }

  /** A channel whose first message waits, as long as its time limit lets it, until something listens there. */
  public MessageChannel whenReady(URI endpoint) {
    return channel(endpoint, Map.of(), HttpMessageChannel.Peer.COMING_UP);
  }

  private HttpMessageChannel channel(
      URI endpoint, Map<String, String> headers, HttpMessageChannel.Peer peer) {
    return new HttpMessageChannel(
        client, clock, new McpRequests(endpoint, headers), peer, maxMessageBytes);
  }
}
