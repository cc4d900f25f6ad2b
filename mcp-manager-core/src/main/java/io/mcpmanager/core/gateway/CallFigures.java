package io.mcpmanager.core.gateway;

import io.mcpmanager.api.gateway.CallCounts;
import io.mcpmanager.api.gateway.CallPoint;
import io.mcpmanager.api.gateway.CallRange;
import io.mcpmanager.api.gateway.CallRanking;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallRecord.Outcome;
import io.mcpmanager.api.gateway.CallStatistics;
import io.mcpmanager.api.server.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many calls there were when, in memory: of each tenant, of each server that was called within a day, and of up to
 * {@link #TOOLS} tools of a tenant. One more call costs some 50 ns. Thread-safe.
 */
final class CallFigures {

  /** Most tools of a tenant that are counted one by one; who has more gets to see the most called of these. */
  static final int TOOLS = 512;

  private static final long MINUTES_OF_HOUR = 60;
  private static final long MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR;

  private record Tool(ServerId server, String name) {}

  /** The calls of a server, or of one of its tools. */
  private static final class Counted {

    final ServerId server;
    final @Nullable String tool;
    final CallSeries series;
    volatile String name;

    Counted(long minute, CallRecord call, @Nullable String tool) {
      this.series = new CallSeries(minute);
      this.server = call.serverId();
      this.tool = tool;
      this.name = call.server();
    }

    void add(long minute, CallRecord call) {
      if (!name.equals(call.server())) {
        name = call.server();
      }
      series.add(minute, call);
    }
  }

  private record Ranked(Counted counted, long calls) {}

  private static final class Tenant {

    final CallSeries all = new CallSeries(0);
    final Map<ServerId, Counted> servers = new ConcurrentHashMap<>();
    final Map<Tool, Counted> tools = new ConcurrentHashMap<>();
    volatile long cleared;
  }

  private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();

  /** Counts a call that is over. */
  void add(String tenant, CallRecord call) {
    Tenant counted = tenants.computeIfAbsent(tenant, ignored -> new Tenant());
    long minute = minuteOf(call.at().plus(call.took()));
    counted.all.add(minute, call);
    Counted server = counted.servers.get(call.serverId());
    if (server == null) {
      forgetUncalled(counted, minute);
      server =
          counted.servers.computeIfAbsent(call.serverId(), id -> new Counted(minute, call, null));
    }
    server.add(minute, call);
    if (call.method().equals("tools/call")) {
      addTool(counted, minute, call);
    }
  }

  private static void addTool(Tenant tenant, long minute, CallRecord call) {
    var tool = new Tool(call.serverId(), call.target());
    Counted counted = tenant.tools.get(tool);
    if (counted == null && isReal(call) && hasRoom(tenant, minute)) {
      counted = tenant.tools.computeIfAbsent(tool, ignored -> new Counted(minute, call, tool.name));
    }
    if (counted != null) {
      counted.add(minute, call);
    }
  }

  /** Clients can make up as many names as they like; a tool that has answered is there. */
  private static boolean isReal(CallRecord call) {
    return call.outcome() == Outcome.SUCCEEDED || call.outcome() == Outcome.TOOL_FAILED;
  }

  private static boolean hasRoom(Tenant tenant, long minute) {
    if (tenant.tools.size() >= TOOLS && tenant.cleared != minute) {
      tenant.cleared = minute; // looked for once a minute, not with every call
      tenant.tools.values().removeIf(tool -> tool.series.latest() < minute - MINUTES_OF_HOUR);
    }
    return tenant.tools.size() < TOOLS;
  }

  private static void forgetUncalled(Tenant tenant, long minute) {
    Predicate<Counted> old = counted -> counted.series.latest() < minute - MINUTES_OF_DAY;
    tenant.servers.values().removeIf(old);
    tenant.tools.values().removeIf(old);
  }

  /** A server is no more. */
  void forget(String tenant, ServerId server) {
    Tenant counted = tenants.get(tenant);
    if (counted != null) {
      counted.servers.remove(server);
      counted.tools.keySet().removeIf(tool -> tool.server.equals(server));
    }
  }

  /**
   * What was counted.
   *
   * @param servers whose calls, or null for those of all servers
   * @param now when the range ends
   */
  CallStatistics statistics(
      String tenant, CallRange range, @Nullable Set<ServerId> servers, Instant now) {
    Tenant counted = tenants.getOrDefault(tenant, new Tenant());
    long minute = minuteOf(now);
    List<Counted> chosen = chosen(counted.servers.values(), servers);
    List<CallSeries> summed = servers == null
        ? List.of(counted.all)
        : chosen.stream().map(one -> one.series).toList();
    CallCounts[] counts = sum(summed, range, minute);
    Duration step = range.step();
    Instant from = Instant.EPOCH.plus(
        step.multipliedBy(Math.floorDiv(minute, step.toMinutes()) - counts.length + 1));
    var points = new ArrayList<CallPoint>();
    for (int i = 0; i < counts.length; i++) {
      points.add(new CallPoint(from.plus(step.multipliedBy(i)), counts[i]));
    }
    return new CallStatistics(
        range,
        from,
        from.plus(range.length()),
        points,
        total(counts),
        ranking(chosen, range, minute),
        ranking(chosen(counted.tools.values(), servers), range, minute));
  }

  private static List<Counted> chosen(Collection<Counted> all, @Nullable Set<ServerId> servers) {
    return all.stream()
        .filter(one -> servers == null || servers.contains(one.server))
        .toList();
  }

  private static CallCounts[] sum(List<CallSeries> series, CallRange range, long minute) {
    var sum = new CallCounts[Math.toIntExact(range.length().dividedBy(range.step()))];
    Arrays.fill(sum, CallCounts.NONE);
    for (CallSeries one : series) {
      CallCounts[] counts = one.counts(range, minute);
      Arrays.setAll(sum, i -> sum[i].plus(counts[i]));
    }
    return sum;
  }

  private static CallCounts total(CallCounts[] counts) {
    return Arrays.stream(counts).reduce(CallCounts.NONE, CallCounts::plus);
  }

  private static List<CallRanking> ranking(List<Counted> counted, CallRange range, long minute) {
    return counted.stream()
        .map(one -> new Ranked(one, one.series.calls(range, minute)))
        .filter(one -> one.calls > 0)
        .sorted(Comparator.comparingLong(Ranked::calls)
            .reversed()
            .thenComparing(one -> one.counted.name)
            .thenComparing(one -> String.valueOf(one.counted.tool)))
        .limit(CallStatistics.RANKED)
        .map(Ranked::counted)
        .map(one -> new CallRanking(
            one.server, one.name, one.tool, total(one.series.counts(range, minute))))
        .toList();
  }

  private static long minuteOf(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), 60L);
  }
}
