package io.mcpmanager.core.health;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.CompletedCheck;
import io.mcpmanager.api.health.Health;
import io.mcpmanager.api.health.HealthHistory;
import io.mcpmanager.api.health.HealthOverview;
import io.mcpmanager.api.health.HealthRange;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.batch.BatchLimits;
import io.mcpmanager.core.batch.BatchWriter;
import io.mcpmanager.core.lifecycle.Supervisor;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.HealthSample;
import io.mcpmanager.spi.store.SampleStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what checks find and tells of it. Thread-safe. */
public final class HealthRecords implements Health, Findings, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HealthRecords.class);
  private static final BatchLimits BATCHES =
      new BatchLimits(100_000, 2_000, Duration.ofSeconds(15));
  private static final Duration FLUSH_BEFORE_READING = Duration.ofSeconds(2);
  // what lies about if nothing could be thinned out for days
  private static final int MOST_PAGES = 100;

  private record Listening(String tenant, Consumer<CompletedCheck> listener) {}

  private final Supervisor supervisor;
  private final SampleStore store;
  private final ManagerClock clock;
  private final BatchWriter<HealthSample> writer;
  private final Thinner thinner;
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();

  /** Works until it is closed; the store is not used before the first check. */
  @Inject
  public HealthRecords(Supervisor supervisor, SampleStore store, ManagerClock clock) {
    this.supervisor = supervisor;
    this.store = store;
    this.clock = clock;
    this.writer = new BatchWriter<>("health-samples", BATCHES, clock, store::append);
    this.thinner = new Thinner(
        store, clock, () -> supervisor.snapshots().stream().map(Server::id).toList());
  }

  @Override
  public void checked(Server server, CompletedCheck check, HealthStatus after) {
    ResponseTimes times = check.succeeded() ? ResponseTimes.of(check.took()) : ResponseTimes.NONE;
    keep(server.id(), CheckCounts.of(after), times);
    for (Listening one : listeners) {
      if (one.tenant().equals(server.tenant())) {
        tell(one.listener(), check);
      }
    }
  }

  private static void tell(Consumer<CompletedCheck> listener, CompletedCheck check) {
    try {
      listener.accept(check);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a listener of health checks failed");
    }
  }

  @Override
  public void down(ServerId server) {
    keep(server, CheckCounts.of(HealthStatus.UNHEALTHY), ResponseTimes.NONE);
  }

  private void keep(ServerId server, CheckCounts counts, ResponseTimes times) {
    Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
    // what is dropped is counted by the writer; health itself goes on without it
    boolean ignored = writer.offer(new HealthSample(server, now, Duration.ZERO, counts, times));
    thinner.begin();
  }

  @Override
  public void forget(ServerId server) {
    writer.remove(sample -> sample.server().equals(server));
  }

  @Override
  public HealthReport current(CallContext context, ServerId server) {
    return supervisor.get(context, server).health();
  }

  @Override
  public HealthHistory history(CallContext context, ServerId id, HealthRange range) {
    Server server = supervisor.get(context, id);
    // if the store takes nothing, what it has is better than nothing
    boolean ignored = writer.flush(FLUSH_BEFORE_READING);
    var history = new History(range, clock.now());
    Instant from = history.from();
    for (int page = 0; page < MOST_PAGES; page++) {
      List<HealthSample> samples = store.read(id, from, history.to(), SampleStore.MAX_READ);
      boolean isLast = samples.size() < SampleStore.MAX_READ;
      // of those with the last begin there may be more, which come with the next page
      Instant upTo = isLast ? history.to() : samples.getLast().start();
      samples.stream().filter(sample -> sample.start().isBefore(upTo)).forEach(history::add);
      if (isLast) {
        break;
      }
      from = upTo;
    }
    return history.sum(id, server.definition().settings().health());
  }

  @Override
  public HealthOverview overview(CallContext context) {
    return Overview.of(supervisor.snapshots().stream()
        .filter(server -> server.tenant().equals(context.tenant()))
        .toList());
  }

  @Override
  public Subscription onCheck(CallContext context, Consumer<CompletedCheck> listener) {
    var listening = new Listening(context.tenant(), listener);
    listeners.add(listening);
    return () -> listeners.remove(listening);
  }

  /** Stores what waits. Idempotent. */
  @Override
  public void close() {
    thinner.close();
    writer.close();
  }
}
