package io.mcpmanager.server.metrics;

import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallRecord.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Counts and measures calls of tools. There is one time series for each server and outcome, not for each tool. */
final class CallTimes implements Consumer<CallRecord> {

  private static final int MAX_SERVERS = 1000;
  private static final String OTHERS = "others";

  private record Key(String server, Outcome outcome) {}

  private final MeterRegistry registry;
  // looked up once: this is done for every call
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  CallTimes(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void accept(CallRecord call) {
    if (!call.method().equals("tools/call")) {
      return;
    }
    String server =
        timers.containsKey(call.server()) || timers.size() < MAX_SERVERS ? call.server() : OTHERS;
    counters.computeIfAbsent(new Key(server, call.outcome()), this::counter).increment();
    timers.computeIfAbsent(server, this::timer).record(call.took());
  }

  private Counter counter(Key key) {
    return registry.counter(
        "mcp.tool.calls", "server_name", key.server, "outcome", key.outcome.text());
  }

  private Timer timer(String server) {
    return registry.timer("mcp.tool.call.duration", "server_name", server);
  }
}
