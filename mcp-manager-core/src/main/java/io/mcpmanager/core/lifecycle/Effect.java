package io.mcpmanager.core.lifecycle;

import java.time.Duration;

/** Something to do once a decision is stored. */
sealed interface Effect {

  /** Launch an instance and shake hands with it. */
  record Launch(long generation, LaunchPace pace) implements Effect {}

  /** Call off a launch under way. */
  record AbortLaunch(long generation) implements Effect {}

  /** End the instance. */
  record StopInstance(long generation) implements Effect {}

  /** Say when the pause before a restart is over. */
  record ScheduleRestart(long generation, Duration delay) implements Effect {}

  /** Forget the restart that was scheduled. */
  record CancelRestart() implements Effect {}
}
