package io.mcpmanager.core.health;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.core.lifecycle.Live;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpRequest;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.OutsideView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The kinds of checks. Each returns if the server is well and throws if it is not. Thread-safe. */
final class Probes implements AutoCloseable {

  private final HttpClientPool http;

  Probes(ManagerClock clock) {
    http = new HttpClientPool(HttpClientLimits.DEFAULT, clock::nanoTime);
  }

  /**
   * Checks once.
   *
   * @throws McpManagerException if the server is not well
   * @throws IOException if it can't be reached
   */
  void check(Live live, HealthCheck check) throws IOException, InterruptedException {
    switch (check.kind()) {
      case NONE -> {
        // nothing is asked for
      }
      case MCP_PING -> {
        Duration ignored = live.connection().ping(check.timeout());
      }
      case HTTP_GET -> get(target(live, check), check);
      case TCP_CONNECT -> connect(target(live, check), check.timeout());
      case PROCESS_ALIVE -> requireAlive(live);
      case CONTAINER_HEALTH -> requireWell(live);
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private void get(URI url, HealthCheck check) throws IOException {
    var request = new HttpRequest("GET", url, List.of(), null, check.timeout(), check.timeout());
    try (var exchange = http.exchange(request)) {
      int status = exchange.send().status();
      if (status != check.expectedStatus()) {
        throw unwell("answered with status " + status + ", expected " + check.expectedStatus());
      }
    }
  }

  private static void connect(URI address, Duration timeout) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHost(), portOf(address)),
          Math.toIntExact(timeout.toMillis()));
    }
  }

  private static void requireAlive(Live live) {
    if (live.instance().exit().isDone()) {
      throw unwell("the instance has ended");
    }
  }

  private static void requireWell(Live live) {
    requireAlive(live);
    OutsideView view = live.instance().health().orElse(null);
    if (view != null && !view.well()) {
      throw unwell(view.text());
    }
  }

  private static URI target(Live live, HealthCheck check) {
    return check
        .declaredTarget()
        .or(() -> live.instance().endpoint())
        .or(() -> urlOf(live.server().definition().launch()))
        .orElseThrow(() -> unwell("there is no URL to check; name a target"));
  }

  private static Optional<URI> urlOf(Launch launch) {
    return switch (launch) {
      case ProcessLaunch process -> process.httpEndpoint();
      case ContainerLaunch ignored -> Optional.empty(); // only its instance knows where it is
      case RemoteLaunch remote -> Optional.of(remote.url());
    };
  }

  private static int portOf(URI address) {
    if (address.getPort() > 0) {
      return address.getPort();
    }
    return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
  }

  private static McpManagerException unwell(String problem) {
    return new McpManagerException(ErrorCode.CHANNEL_FAILED, problem);
  }
}
