package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A command that the engine runs in a container to see whether it is well; {@link HealthCheck.Kind#CONTAINER_HEALTH}
 * takes its verdict.
 *
 * @param command program and arguments; well means exit status 0
 * @param interval pause between two runs; 1 s to 1 h
 * @param timeout longest time a run may take; 1 s to 5 min
 * @param startPeriod time after a start during which failures do not count; 0 to 1 h
 * @param retries failures in a row that make it unwell; 1 to 100
 */
public record ContainerHealth(
    List<String> command, Duration interval, Duration timeout, Duration startPeriod, int retries) {

  /** Copies the command. */
  public ContainerHealth {
    command = List.copyOf(command);
    Objects.requireNonNull(interval, "interval");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(startPeriod, "startPeriod");
  }

  /** A command that is run every 30 s, may take 5 s, and is to fail three times. */
  public static ContainerHealth of(String... command) {
    return new ContainerHealth(
        List.of(command), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ZERO, 3);
  }

  void check(String field, List<Problem> problems) {
    if (command.isEmpty() || command.getFirst().isBlank()) {
      problems.add(new Problem(field + ".command", "must name a program", Problem.Code.REQUIRED));
    }
    Ranges.check(
        field + ".interval", interval, Duration.ofSeconds(1), Duration.ofHours(1), problems);
    Ranges.check(
        field + ".timeout", timeout, Duration.ofSeconds(1), Duration.ofMinutes(5), problems);
    Ranges.check(field + ".startPeriod", startPeriod, Duration.ZERO, Duration.ofHours(1), problems);
    Ranges.check(field + ".retries", retries, 1, 100, problems);
  }
}
