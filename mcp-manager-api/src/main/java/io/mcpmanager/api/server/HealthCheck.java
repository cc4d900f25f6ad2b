package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How and how often the health of a running server is checked.
 *
 * @param kind what is done to check
 * @param interval pause between the starts of two checks; 1 s to 1 h
 * @param timeout longest time one check may take; 10 ms to 5 min, at most {@code interval}
 * @param startPeriod time after a start during which failures do not count; 0 to 1 h
 * @param failureThreshold failures in a row that make the server unhealthy; 1 to 100
 * @param successThreshold successes in a row that make it healthy again; 1 to 100
 * @param target URL for {@link Kind#HTTP_GET}, {@code tcp://host:port} for {@link Kind#TCP_CONNECT}; null for the
 *     server's own URL, which it must have then, and for the other kinds
 * @param expectedStatus status that {@link Kind#HTTP_GET} expects; 100 to 599
 * @param whenUnhealthy what is done about an unhealthy server
 * @param availabilityObjective share of time, in percent, the server is meant to be up; 50 to 99.999
 */
public record HealthCheck(
    Kind kind,
    Duration interval,
    Duration timeout,
    Duration startPeriod,
    int failureThreshold,
    int successThreshold,
    @Nullable URI target,
    int expectedStatus,
    Reaction whenUnhealthy,
    double availabilityObjective) {

  /** What is done to check. */
  public enum Kind {
    /** No checks; health stays unknown. */
    NONE,
    /** An MCP {@code ping} request. */
    MCP_PING,
    /** An HTTP GET. */
    HTTP_GET,
    /** A TCP connection. */
    TCP_CONNECT,
    /** Whether the process is alive. */
    PROCESS_ALIVE,
    /** What the container engine says of a container, by its own health check. */
    CONTAINER_HEALTH
  }

  /** What is done about an unhealthy server. */
  public enum Reaction {
    /** Nothing but saying so. */
    NOTHING,
    /** It is restarted. */
    RESTART,
    /** It gets no calls until it is healthy again. */
    REMOVE_FROM_ROTATION
  }

  /** An MCP ping every 30 s, unhealthy after 3 failures, and then nothing but saying so. */
  public static final HealthCheck DEFAULT = new HealthCheck(
      Kind.MCP_PING,
      Duration.ofSeconds(30),
      Duration.ofSeconds(5),
      Duration.ofSeconds(5),
      3,
      1,
      null,
      200,
      Reaction.NOTHING,
      99.9);

  /** The same with another kind of check. */
  public HealthCheck withKind(Kind newKind) {
    return new HealthCheck(
        newKind,
        interval,
        timeout,
        startPeriod,
        failureThreshold,
        successThreshold,
        target,
        expectedStatus,
        whenUnhealthy,
        availabilityObjective);
  }

  /** The same with another rhythm. */
  public HealthCheck withTimes(Duration newInterval, Duration newTimeout, Duration newStartPeriod) {
    return new HealthCheck(
        kind,
        newInterval,
        newTimeout,
        newStartPeriod,
        failureThreshold,
        successThreshold,
        target,
        expectedStatus,
        whenUnhealthy,
        availabilityObjective);
  }

  /** The same with other thresholds. */
  public HealthCheck withThresholds(int newFailureThreshold, int newSuccessThreshold) {
    return new HealthCheck(
        kind,
        interval,
        timeout,
        startPeriod,
        newFailureThreshold,
        newSuccessThreshold,
        target,
        expectedStatus,
        whenUnhealthy,
        availabilityObjective);
  }

  /** The same with another target. */
  public HealthCheck withTarget(URI newTarget) {
    return new HealthCheck(
        kind,
        interval,
        timeout,
        startPeriod,
        failureThreshold,
        successThreshold,
        newTarget,
        expectedStatus,
        whenUnhealthy,
        availabilityObjective);
  }

  /** The same with another reaction. */
  public HealthCheck withReaction(Reaction newReaction) {
    return new HealthCheck(
        kind,
        interval,
        timeout,
        startPeriod,
        failureThreshold,
        successThreshold,
        target,
        expectedStatus,
        newReaction,
        availabilityObjective);
  }

  /** The same with another availability objective. */
  public HealthCheck withObjective(double newObjective) {
    return new HealthCheck(
        kind,
        interval,
        timeout,
        startPeriod,
        failureThreshold,
        successThreshold,
        target,
        expectedStatus,
        whenUnhealthy,
        newObjective);
  }

  /** The declared target, if there is one. */
  public Optional<URI> declaredTarget() {
    return Optional.ofNullable(target);
  }

  /** Whether the check is of an address: the target, or the server's own URL. */
  boolean needsAddress() {
    return kind == Kind.HTTP_GET || kind == Kind.TCP_CONNECT;
  }

  /** Shows of the target no query: it may hold a secret. */
  @Override
  public String toString() {
    return "HealthCheck[kind=" + kind + ", interval=" + interval + ", timeout=" + timeout
        + ", startPeriod=" + startPeriod + ", failureThreshold=" + failureThreshold
        + ", successThreshold=" + successThreshold + ", target="
        + (target == null ? "none" : HttpUrls.withoutSecrets(target)) + ", expectedStatus="
        + expectedStatus + ", whenUnhealthy=" + whenUnhealthy + ", availabilityObjective="
        + availabilityObjective + "]";
  }

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    Ranges.check("interval", interval, Duration.ofSeconds(1), Duration.ofHours(1), problems);
    Duration longest =
        interval.compareTo(Duration.ofMinutes(5)) < 0 ? interval : Duration.ofMinutes(5);
    Ranges.check("timeout", timeout, Duration.ofMillis(10), longest, problems);
    Ranges.check("startPeriod", startPeriod, Duration.ZERO, Duration.ofHours(1), problems);
    Ranges.check("failureThreshold", failureThreshold, 1, 100, problems);
    Ranges.check("successThreshold", successThreshold, 1, 100, problems);
    Ranges.check("expectedStatus", expectedStatus, 100, 599, problems);
    Ranges.check("availabilityObjective", availabilityObjective, 50, 99.999, problems);
    if (target != null && kind == Kind.HTTP_GET) {
      HttpUrls.check("target", target, problems);
    }
    if (target != null
        && kind == Kind.TCP_CONNECT
        && (!"tcp".equals(target.getScheme())
            || target.getHost() == null
            || target.getPort() < 1
            || target.getPort() > 65_535)) {
      problems.add(
          new Problem("target", "must have the form tcp://host:port", Problem.Code.INVALID_FORMAT));
    }
    return problems;
  }
}
