package io.mcpmanager.server;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.gateway.CallCounts;
import io.mcpmanager.api.gateway.CallPoint;
import io.mcpmanager.api.gateway.CallRange;
import io.mcpmanager.api.gateway.CallRanking;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallStatistics;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.server.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls that a test says have happened. */
public final class ScriptedCalls implements Calls {

  private final List<CallRecord> calls = new CopyOnWriteArrayList<>();
  private final List<Consumer<CallRecord>> listeners = new CopyOnWriteArrayList<>();

  public void happened(CallRecord call) {
    calls.addFirst(call);
    listeners.forEach(listener -> listener.accept(call));
  }

  public int listeners() {
    return listeners.size();
  }

  @Override
  public List<CallRecord> latest(CallContext context, @Nullable ServerId server, int limit) {
    return calls.stream()
        .filter(call -> server == null || call.serverId().equals(server))
        .limit(limit)
        .toList();
  }

  @Override
  public CallStatistics statistics(
      CallContext context, CallRange range, @Nullable Set<ServerId> servers) {
    var times = ResponseTimes.of(Duration.ofMillis(2));
    var counts = new CallCounts(latestOf(servers), 1, 0, times);
    var point = new CallPoint(Instant.EPOCH, CallCounts.NONE);
    ServerId first = calls.getLast().serverId();
    return new CallStatistics(
        range,
        Instant.EPOCH,
        Instant.EPOCH.plus(range.length()),
        List.of(point),
        counts,
        List.of(new CallRanking(first, "files", null, counts)),
        List.of(new CallRanking(first, "files", "echo", counts)));
  }

  private long latestOf(@Nullable Set<ServerId> servers) {
    return calls.stream()
        .filter(call -> servers == null || servers.contains(call.serverId()))
        .count();
  }

  @Override
  public Subscription onCall(CallContext context, Consumer<CallRecord> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
