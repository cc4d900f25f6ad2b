package io.mcpmanager.server.metrics;

import io.mcpmanager.api.health.CompletedCheck;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.function.Consumer;

/** Measures health checks, and how late they are: much of that means that the machine is too busy. */
final class CheckTimes implements Consumer<CompletedCheck> {

  private final MeterRegistry registry;
  private final Timer lateness;

  CheckTimes(MeterRegistry registry) {
    this.registry = registry;
    this.lateness = Timer.builder("health.check.lateness")
        .description("How much later than planned health checks began")
        .register(registry);
  }

  @Override
  public void accept(CompletedCheck check) {
    registry
        .timer(
            "health.check.duration",
            "kind",
            check.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            "outcome",
            check.succeeded() ? "success" : "failure")
        .record(check.took());
    lateness.record(check.lateness());
  }
}
