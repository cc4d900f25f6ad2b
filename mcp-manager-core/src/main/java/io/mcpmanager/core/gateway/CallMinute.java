package io.mcpmanager.core.gateway;

import io.mcpmanager.api.gateway.CallCounts;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.health.ResponseTimesCollector;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls of the minute that goes on, or has just ended. Threads that call do not wait for one another. */
final class CallMinute {

  /** Minutes since 1970. */
  final long number;

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();
  private final AtomicInteger denied = new AtomicInteger();
  private final ResponseTimesCollector times = new ResponseTimesCollector();

  CallMinute(long number) {
    this.number = number;
  }

  void add(CallRecord call) {
    calls.incrementAndGet();
    switch (call.outcome()) {
      case SUCCEEDED -> times.add(call.took());
      case TOOL_FAILED, REFUSED -> {
        errors.incrementAndGet();
        times.add(call.took());
      }
      // how long nobody answered says nothing of how long answers take
      case FAILED -> errors.incrementAndGet();
      case DENIED -> denied.incrementAndGet();
      case CANCELLED -> {}
    }
  }

  int calls() {
    return calls.get();
  }

  CallCounts counts() {
    return new CallCounts(calls.get(), errors.get(), denied.get(), times.times());
  }
}
