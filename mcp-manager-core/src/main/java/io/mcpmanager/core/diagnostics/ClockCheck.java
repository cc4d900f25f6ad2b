package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Whether the machine's time has jumped, against time that only goes forward and against the last event. */
final class ClockCheck implements DiagnosticCheck {

  private static final Duration TOLERANCE = Duration.ofSeconds(5);
  private static final String REMEDY =
      "Keep the machine's time right with a time service (chrony, systemd-timesyncd). After a jump the times of "
          + "events and logs do not follow each other; waiting times of the manager are not affected.";

  private final ManagerClock clock;
  private final Events events;
  private final Instant time;
  private final long nanos;

  /** A check that compares with the present time later. */
  ClockCheck(ManagerClock clock, Events events) {
    this.clock = clock;
    this.events = events;
    this.time = clock.now();
    this.nanos = clock.nanoTime();
  }

  @Override
  public String id() {
    return "clock";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
    Duration jump = Duration.between(time, now).minus(Duration.ofNanos(clock.nanoTime() - nanos));
    if (jump.abs().compareTo(TOLERANCE) > 0) {
      return List.of(Finding.warning(
          "clock.jump",
          "since the manager began, the time was set " + (jump.isNegative() ? "back" : "forward")
              + " by " + jump.abs().toSeconds() + " s, or the machine slept",
          REMEDY));
    }
    var newest = events.before(context, EventFilter.ALL, Long.MAX_VALUE, 1).events();
    if (!newest.isEmpty() && newest.getFirst().time().isAfter(now.plus(TOLERANCE))) {
      return List.of(Finding.warning(
          "clock.future",
          "the last event was at " + newest.getFirst().time() + ", later than now, " + now,
          REMEDY));
    }
    return List.of(Finding.ok("clock", "it is " + now + ", and time has not jumped"));
  }
}
