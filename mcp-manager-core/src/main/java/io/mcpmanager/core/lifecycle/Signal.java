package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.server.Drift;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.spi.ExitStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened to a server without being a command. */
sealed interface Signal {

  /** A signal that means one life only. */
  sealed interface OfLife extends Signal {
    long generation();
  }

  /** A signal that comes again for as long as it holds, so that a lost one does no harm. */
  sealed interface Recurring extends OfLife {}

  /** The start has come to another phase. */
  record Reached(long generation, Phase phase) implements OfLife {}

  /** The package that the launch needs has been installed. */
  record Installed(long generation, InstalledPackage installed, long millis) implements OfLife {}

  /** The instance has completed the handshake. */
  record Ready(long generation, InstanceInfo instance) implements OfLife {}

  /**
   * The start failed or was called off.
   *
   * @param leftover whether something of it may still be alive
   */
  record StartFailed(long generation, Failure failure, boolean leftover) implements OfLife {}

  /** The instance has ended. */
  record Ended(long generation, ExitStatus exit, List<String> lastErrorLines) implements OfLife {}

  /** The instance can no longer be reached but has not ended. */
  record ChannelLost(long generation, String reason, List<String> lastErrorLines)
      implements OfLife {}

  /**
   * Stopping the instance is over.
   *
   * @param failure why it may still be alive, or null if it is not
   */
  record Stopped(long generation, @Nullable Failure failure) implements OfLife {}

  /** The pause before a restart is over. */
  record RestartDue(long generation) implements OfLife {}

  /** It answers nothing any more: calls are overdue, and so is the answer to a ping. */
  record Wedged(long generation, Traffic traffic, List<String> lastErrorLines)
      implements Recurring {}

  /** It has sent something again after it was found to be wedged. */
  record Answering(long generation) implements Recurring {}

  /**
   * What is observed differs from what is desired.
   *
   * @param attempt how often something has been done about it in a row, from 1
   * @param nextAttempt when it is done again at the earliest
   */
  record Drifted(
      long generation, Drift drift, int attempt, Instant nextAttempt, List<String> lastErrorLines)
      implements Recurring {}

  /** Its health check asks for a restart. */
  record Unhealthy(long generation, String reason) implements Recurring {}

  /** Its health was checked. */
  record HealthReported(long generation, HealthReport report) implements Recurring {}

  /** A later command wants the start under way to be called off. */
  record CancelStart() implements Signal {}

  /** What is desired is to become so: the manager has started, or the server has just been imported. */
  record Reconcile() implements Signal {}

  /** The manager is stopping. */
  record ManagerStopping() implements Signal {}
}
