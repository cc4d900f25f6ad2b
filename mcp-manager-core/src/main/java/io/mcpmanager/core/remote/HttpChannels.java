package io.mcpmanager.core.remote;

import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

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

  /** What is wrong with a URL, as far as that shows without connecting to it. */
  Optional<String> problem(URI url) {
    return Optional.ofNullable(url.getHost()).flatMap(client.destinations()::problem);
  }

  /** A channel to a server that is there. */
  RemoteChannel to(RemoteLaunch launch) {
    return switch (launch.transport()) {
      case STREAMABLE_HTTP -> channel(launch.url(), launch.headers(), HttpMessageChannel.Peer.UP);
      case SSE -> sse(launch.url(), launch.headers());
    };
  }

  /** A channel whose first message waits, as long as its time limit lets it, until something listens there. */
  public MessageChannel whenReady(URI endpoint) {
    return channel(endpoint, Map.of(), HttpMessageChannel.Peer.COMING_UP);
  }

  private RemoteChannel channel(
      URI endpoint, Map<String, String> headers, HttpMessageChannel.Peer peer) {
    var streamable = new HttpMessageChannel(
        client, clock, new McpRequests(endpoint, headers), peer, maxMessageBytes);
    return new FallbackChannel(streamable, () -> sse(endpoint, headers));
  }

  private SseMessageChannel sse(URI address, Map<String, String> headers) {
    return new SseMessageChannel(client, clock, address, headers, maxMessageBytes);
  }
}
