package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Everything about one server that has a default.
 *
 * @param startTimeout longest time from launch to the end of the handshake; 100 ms to 30 min
 * @param stopTimeout longest time an instance gets to end by itself, after closing its input and again after asking it
 *     to terminate, before it is killed; 0 to 10 min
 * @param callTimeout longest time a call may take; 10 ms to 24 h
 * @param restart what happens when it ends on its own
 * @param health how its health is checked
 * @param log how much of its log is kept
 * @param gateway how it appears behind the gateway
 */
public record ServerSettings(
    Duration startTimeout,
    Duration stopTimeout,
    Duration callTimeout,
    RestartPolicy restart,
    HealthCheck health,
    LogLimits log,
    GatewayOptions gateway) {

  /** A minute to start, 5 s to stop, 5 minutes for a call, and the defaults of each part. */
  public static final ServerSettings DEFAULT = new ServerSettings(
      Duration.ofMinutes(1),
      Duration.ofSeconds(5),
      Duration.ofMinutes(5),
      RestartPolicy.DEFAULT,
      HealthCheck.DEFAULT,
      LogLimits.DEFAULT,
      GatewayOptions.DEFAULT);

  private static final ServerSettings DEFAULT_REMOTE = DEFAULT.withRestart(RestartPolicy.RECONNECT);

  /** Checks that all parts are given. */
  public ServerSettings {
    Objects.requireNonNull(restart, "restart");
    Objects.requireNonNull(health, "health");
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(gateway, "gateway");
  }

  /** What a server launched like this has by default: {@link #DEFAULT}, but a remote one is reconnected for ever. */
  public static ServerSettings defaultFor(Launch launch) {
    return launch instanceof RemoteLaunch ? DEFAULT_REMOTE : DEFAULT;
  }

  /** The same with other time limits. */
  public ServerSettings withTimeouts(Duration newStart, Duration newStop, Duration newCall) {
    return new ServerSettings(newStart, newStop, newCall, restart, health, log, gateway);
  }

  /** The same with another restart policy. */
  public ServerSettings withRestart(RestartPolicy newRestart) {
    return new ServerSettings(
        startTimeout, stopTimeout, callTimeout, newRestart, health, log, gateway);
  }

  /** The same with another health check. */
  public ServerSettings withHealth(HealthCheck newHealth) {
    return new ServerSettings(
        startTimeout, stopTimeout, callTimeout, restart, newHealth, log, gateway);
  }

  /** The same with other log limits. */
  public ServerSettings withLog(LogLimits newLog) {
    return new ServerSettings(
        startTimeout, stopTimeout, callTimeout, restart, health, newLog, gateway);
  }

  /** The same with other gateway options. */
  public ServerSettings withGateway(GatewayOptions newGateway) {
    return new ServerSettings(
        startTimeout, stopTimeout, callTimeout, restart, health, log, newGateway);
  }

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    Ranges.check(
        "startTimeout", startTimeout, Duration.ofMillis(100), Duration.ofMinutes(30), problems);
    Ranges.check("stopTimeout", stopTimeout, Duration.ZERO, Duration.ofMinutes(10), problems);
    Ranges.check("callTimeout", callTimeout, Duration.ofMillis(10), Duration.ofHours(24), problems);
    restart.problems().forEach(p -> problems.add(p.within("restart")));
    health.problems().forEach(p -> problems.add(p.within("health")));
    log.problems().forEach(p -> problems.add(p.within("log")));
    gateway.problems().forEach(p -> problems.add(p.within("gateway")));
    return problems;
  }
}
