package io.mcpmanager.server.metrics;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.ApiKey;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.server.http.CallContexts;
import io.mcpmanager.server.http.HttpFeature;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/** Numbers about the manager, its servers and its HTTP interface, served at {@code /metrics}. */
public final class Metrics implements HttpFeature {

  // bounds the number of time series, not the number of servers
  private static final int MAX_SERVERS_SHOWN = 1000;
  private static final int PAGE_SIZE = 100;

  // of more keys than a hundred pages hold, a scrape counts these
  private static final int MAX_KEY_PAGES = 100;

  private final McpManager manager;
  private final CallContext context = CallContext.system("metrics");
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MultiGauge health;
  private final UsageGauges usage;

  /** Held while the numbers of servers are brought up to date. */
  private final ReentrantLock refreshing = new ReentrantLock();

  private final Subscription subscription;
  private final Subscription checks;
  private final Subscription calls;

  /** Begins to count. */
  public Metrics(McpManager manager) {
    this.manager = manager;
    this.health = MultiGauge.builder("mcp.server.health.status")
        .description("1 healthy, 0.5 degraded, 0 unhealthy; servers of unknown health are absent")
        .register(registry);
    this.usage = new UsageGauges(registry);
    Gauge.builder("mcp.active.connections", this, Metrics::clients)
        .description("Clients that have a session at the gateway")
        .register(registry);
    Gauge.builder("mcp.active.servers", this, Metrics::runningServers)
        .description("Servers that are running")
        .register(registry);
    Gauge.builder("mcp.api.keys.active", this, Metrics::activeKeys)
        .description("API keys that have neither ended nor been replaced")
        .register(registry);
    FunctionCounter.builder("mcp.log.lines.dropped", manager, m -> m.logs().dropped(context))
        .description("Lines of servers that were dropped because too many came")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    this.subscription = manager
        .events()
        .subscribe(context, EventFilter.ALL, new EventCounts(registry, manager.servers(), context));
    this.calls = manager.calls().onCall(context, new CallTimes(registry));
    this.checks = manager.health().onCheck(context, new CheckTimes(registry));
  }

  /** Loads what counting needs. */
  public static void prepare() {
    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).close();
  }

  /** Shows how many WebSockets are open. */
  public void webSockets(IntSupplier open) {
    Gauge.builder("websocket.connections.active", open::getAsInt).register(registry);
  }

  /** Measures every request. */
  public Filter filter() {
    return new RequestTimes(registry);
  }

  @Override
  public void routes(HttpRouting.Builder routes) {
    routes.get("/metrics", (request, response) -> {
      manager.hostTasks().checkFigures(CallContexts.of(request));
      refresh();
      response.header("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      response.send(registry.scrape());
    });
  }

  private double clients() {
    return manager.gateway().clients(context).size();
  }

  private double activeKeys() {
    Instant now = Instant.now();
    int active = 0;
    List<ApiKey> page = manager.access().keys(context, "", PAGE_SIZE);
    for (int pages = 1; !page.isEmpty() && pages <= MAX_KEY_PAGES; pages++) {
      for (ApiKey key : page) {
        boolean ended = key.expiresAt().filter(end -> !end.isAfter(now)).isPresent();
        active += ended || key.replacedBy().isPresent() ? 0 : 1;
      }
      page = manager.access().keys(context, page.getLast().id(), PAGE_SIZE);
    }
    return active;
  }

  private double runningServers() {
    var running = new ServerQuery(
        Set.of(ServerState.RUNNING),
        Set.of(),
        Set.of(),
        Map.of(),
        "",
        ServerQuery.Sort.NAME,
        false,
        1,
        1);
    return manager.servers().list(context, running).total();
  }

  private void refresh() {
    refreshing.lock();
    try {
      List<Server> servers = servers();
      showHealth(servers);
      usage.show(servers, Instant.now());
    } finally {
      refreshing.unlock();
    }
  }

  private void showHealth(List<Server> servers) {
    var rows = new ArrayList<MultiGauge.Row<?>>();
    for (Server server : servers) {
      if (server.health().status() != HealthStatus.UNKNOWN) {
        Tags tags =
            Tags.of("server_name", server.name(), "server_type", EventCounts.kindOf(server));
        rows.add(MultiGauge.Row.of(tags, valueOf(server.health().status())));
      }
    }
    health.register(rows, true);
  }

  private List<Server> servers() {
    var servers = new ArrayList<Server>();
    int page = 1;
    while (servers.size() < MAX_SERVERS_SHOWN) {
      var next = manager.servers().list(context, ServerQuery.ALL.withPage(page++, PAGE_SIZE));
      servers.addAll(next.items());
      if (page > next.pages()) {
        break;
      }
    }
    return servers;
  }

  private static double valueOf(HealthStatus status) {
    return switch (status) {
      case HEALTHY -> 1;
      case DEGRADED -> 0.5;
      case UNHEALTHY, UNKNOWN -> 0;
    };
  }

  @Override
  public void close() {
    subscription.close();
    checks.close();
    calls.close();
    registry.close();
  }
}
