package io.mcpmanager.core.health;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.core.lifecycle.Live;
import io.mcpmanager.core.wire.Destinations;
import io.mcpmanager.core.wire.HttpClientLimits;
import io.mcpmanager.core.wire.HttpClientPool;
import io.mcpmanager.core.wire.HttpRequest;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.OutsideView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The kinds of checks. Each returns if the server is well and throws if it is not. Thread-safe. */
final class Probes implements AutoCloseable {

  /** For addresses that definitions of remote servers name. */
  private final HttpClientPool remote;
  /** For addresses that definitions of servers on this machine name. */
  private final HttpClientPool local;
  /** For addresses that the runtimes found for what they run. */
  private final HttpClientPool found;

  Probes(Destinations destinations, ManagerClock clock) {
    remote = client(destinations, clock);
    local = client(destinations.withThisMachine(), clock);
    found = client(Destinations.ANY, clock);
  }

  private static HttpClientPool client(Destinations destinations, ManagerClock clock) {
    return new HttpClientPool(HttpClientLimits.DEFAULT, destinations, clock::nanoTime);
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
    remote.close();
    local.close();
    found.close();
  }

  private static void get(Target target, HealthCheck check) throws IOException {
    var request =
        new HttpRequest("GET", target.url(), List.of(), null, check.timeout(), check.timeout());
    try (var exchange = target.client().exchange(request)) {
      int status = exchange.send().status();
      if (status != check.expectedStatus()) {
        throw unwell("answered with status " + status + ", expected " + check.expectedStatus());
      }
    }
  }

  private static void connect(Target target, Duration timeout) throws IOException {
    List<InetAddress> addresses =
        target.client().destinations().addresses(target.url().getHost());
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(addresses.getFirst(), portOf(target.url())),
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

  /** An address, and the client to reach it by. */
  private record Target(URI url, HttpClientPool client) {}

  private Target target(Live live, HealthCheck check) {
    Launch launch = live.server().definition().launch();
    HttpClientPool named = launch instanceof RemoteLaunch ? remote : local;
    return check
        .declaredTarget()
        .map(url -> new Target(url, named))
        .or(() -> live.instance().endpoint().map(url -> new Target(url, found)))
        .or(() -> urlOf(launch).map(url -> new Target(url, named)))
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
