package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is remembered of a difference, over any looks at any times. */
final class DriftCasePropertyTest {

  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  @Property
  void givenAnyLooks_whenJudged_thenNothingIsDoneBeforeItsTimeAndPausesGrowToTheirCeiling(
      @ForAll @Size(max = 200) List<Boolean> looks, @ForAll @IntRange(min = 1, max = 90) int step) {
    DriftCase kept = null;
    Instant now = START;
    Instant shownSince = null;
    Instant lastShown = null;
    Instant notBefore = START;
    for (boolean differs : looks) {
      now = now.plusSeconds(step);
      DriftCase before = kept;
      DriftCase.Step judged = DriftCase.next(before, differs ? Drift.NOT_RUNNING : null, now);
      kept = judged.kept();
      shownSince = differs ? (shownSince == null ? now : shownSince) : null;
      if (judged.acts()) {
        assertThat(differs).isTrue();
        assertThat(now).isAfterOrEqualTo(shownSince.plus(DriftCase.GRACE));
        assertThat(now).isAfterOrEqualTo(notBefore);
        notBefore = now.plus(DriftCase.pauseAfter(kept.attempts()));
        assertThat(kept.due()).isEqualTo(notBefore);
      }
      lastShown = differs ? now : lastShown;
      boolean longGone =
          lastShown == null || !now.isBefore(lastShown.plus(DriftCase.LONGEST_PAUSE));
      assertThat(kept == null).isEqualTo(longGone);
      if (kept == null) {
        notBefore = now;
      }
    }
  }

  @Property
  void givenADifferenceThatStays_whenLookedAtOften_thenItIsActedOnMoreAndMoreRarely(
      @ForAll @IntRange(min = 1, max = 30) int step) {
    DriftCase kept = null;
    List<Instant> acts = new ArrayList<>();
    for (Instant now = START;
        now.isBefore(START.plus(Duration.ofHours(6)));
        now = now.plusSeconds(step)) {
      DriftCase.Step judged = DriftCase.next(kept, Drift.NOT_ENDED, now);
      kept = judged.kept();
      if (judged.acts()) {
        acts.add(now);
      }
    }

    assertThat(acts).hasSizeBetween(36, 44);
    for (int i = 1; i < acts.size(); i++) {
      Duration pause = Duration.between(acts.get(i - 1), acts.get(i));
      Duration wanted = DriftCase.pauseAfter(i);
      assertThat(pause).isBetween(wanted, wanted.plusSeconds(step));
      assertThat(wanted).isLessThanOrEqualTo(DriftCase.LONGEST_PAUSE);
    }
  }
}
