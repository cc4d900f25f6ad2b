package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Everything about one server that has a default.
 *
 * @param installTimeout longest time the package that a launch needs may take to be installed; 1 s to 6 h
 * @param startTimeout longest time from launch to the end of the handshake; 100 ms to 30 min
 * @param stopTimeout longest time an instance gets to end by itself, after closing its input and again after asking it
 *     to terminate, before it is killed; 0 to 10 min
 * @param callTimeout longest time a call may take; 10 ms to 24 h
 * @param whenWedged what is done about a server that has calls older than {@code callTimeout}, has sent nothing since
 *     and does not answer a ping either
 * @param restart what happens when it ends on its own
 * @param health how its health is checked
 * @param log how much of its log is kept
 * @param gateway how it appears behind the gateway
 */
public record ServerSettings(
    Duration installTimeout,
    Duration startTimeout,
    Duration stopTimeout,
    Duration callTimeout,
    HealthCheck.Reaction whenWedged,
    RestartPolicy restart,
    HealthCheck health,
    LogLimits log,
    GatewayOptions gateway) {

  /**
   * Ten minutes to install, one to start, 5 s to stop, 5 minutes for a call, a restart if wedged, and the defaults of
   * each part.
   */
  public static final ServerSettings DEFAULT = new ServerSettings(
      Duration.ofMinutes(10),
      Duration.ofMinutes(1),
      Duration.ofSeconds(5),
      Duration.ofMinutes(5),
      HealthCheck.Reaction.RESTART,
      RestartPolicy.DEFAULT,
      HealthCheck.DEFAULT,
      LogLimits.DEFAULT,
      GatewayOptions.DEFAULT);

  private static final ServerSettings DEFAULT_REMOTE = DEFAULT.withRestart(RestartPolicy.RECONNECT);

  /** Checks that all parts are given. */
  public ServerSettings {
    Objects.requireNonNull(whenWedged, "whenWedged");
    Objects.requireNonNull(restart, "restart");
    Objects.requireNonNull(health, "health");
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(gateway, "gateway");
  }

  /** What a server launched like this has by default: {@link #DEFAULT}, but a remote one is reconnected for ever. */
  public static ServerSettings defaultFor(Launch launch) {
    return launch instanceof RemoteLaunch ? DEFAULT_REMOTE : DEFAULT;
  }

  /** The same with another time limit for installing. */
  public ServerSettings withInstallTimeout(Duration newInstall) {
    return new ServerSettings(
        newInstall,
        startTimeout,
        stopTimeout,
        callTimeout,
        whenWedged,
        restart,
        health,
        log,
        gateway);
  }

  /** The same with other time limits. */
  public ServerSettings withTimeouts(Duration newStart, Duration newStop, Duration newCall) {
    return new ServerSettings(
        installTimeout, newStart, newStop, newCall, whenWedged, restart, health, log, gateway);
  }

  /** The same with another reaction to being wedged. */
  public ServerSettings withWhenWedged(HealthCheck.Reaction newReaction) {
    return new ServerSettings(
        installTimeout,
        startTimeout,
        stopTimeout,
        callTimeout,
        newReaction,
        restart,
        health,
        log,
        gateway);
  }

  /** The same with another restart policy. */
  public ServerSettings withRestart(RestartPolicy newRestart) {
    return new ServerSettings(
        installTimeout,
        startTimeout,
        stopTimeout,
        callTimeout,
        whenWedged,
        newRestart,
        health,
        log,
        gateway);
  }

  /** The same with another health check. */
  public ServerSettings withHealth(HealthCheck newHealth) {
    return new ServerSettings(
        installTimeout,
        startTimeout,
        stopTimeout,
        callTimeout,
        whenWedged,
        restart,
        newHealth,
        log,
        gateway);
  }

  /** The same with other log limits. */
  public ServerSettings withLog(LogLimits newLog) {
    return new ServerSettings(
        installTimeout,
        startTimeout,
        stopTimeout,
        callTimeout,
        whenWedged,
        restart,
        health,
        newLog,
        gateway);
  }

  /** The same with other gateway options. */
  public ServerSettings withGateway(GatewayOptions newGateway) {
    return new ServerSettings(
        installTimeout,
        startTimeout,
        stopTimeout,
        callTimeout,
        whenWedged,
        restart,
        health,
        log,
        newGateway);
  }

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    Ranges.check(
        "installTimeout", installTimeout, Duration.ofSeconds(1), Duration.ofHours(6), problems);
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
