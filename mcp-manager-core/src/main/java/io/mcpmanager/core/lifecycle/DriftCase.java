package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.Drift;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a server that differs, or lately differed, from what is desired: so that nothing is done about
 * what passes by itself, and that what does not help is done more and more rarely.
 *
 * @param showing whether the difference was there when it was last looked for
 * @param attempts how often something has been done about it
 * @param due before this nothing is done
 * @param lastShown when it was last there
 */
record DriftCase(boolean showing, int attempts, Instant due, Instant lastShown) {

  /** How long a difference must last before anything is done: signals may be on their way. */
  static final Duration GRACE = Duration.ofSeconds(5);

  static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /**
   * What follows from a look.
   *
   * @param kept what is remembered from now on, or null for nothing
   * @param acts whether something is done now
   */
  record Step(@Nullable DriftCase kept, boolean acts) {}

  /**
   * Decides. A pure function.
   *
   * @param before what was remembered, or null
   * @param seen the difference there is, or null
   */
  static Step next(@Nullable DriftCase before, @Nullable Drift seen, Instant now) {
    if (seen == null) {
      return new Step(before == null ? null : before.hidden(now), false);
    }
    if (before == null) {
      return new Step(new DriftCase(true, 0, now.plus(GRACE), now), false);
    }
    if (!before.showing()) {
      Instant graced = now.plus(GRACE);
      Instant due = before.due().isAfter(graced) ? before.due() : graced;
      return new Step(new DriftCase(true, before.attempts(), due, now), false);
    }
    if (now.isBefore(before.due())) {
      return new Step(new DriftCase(true, before.attempts(), before.due(), now), false);
    }
    int attempts = before.attempts() + 1;
    return new Step(new DriftCase(true, attempts, now.plus(pauseAfter(attempts)), now), true);
  }

  static Duration pauseAfter(int attempts) {
    // ten doublings are beyond the longest pause
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** The same without the difference; forgotten once it has been gone for as long as the longest pause. */
  private @Nullable DriftCase hidden(Instant now) {
    return now.isBefore(lastShown.plus(LONGEST_PAUSE))
        ? new DriftCase(false, attempts, due, lastShown)
        : null;
  }
}
