package io.mcpmanager.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.mcpmanager.api.gateway.CallCounts;
import io.mcpmanager.api.gateway.CallPoint;
import io.mcpmanager.api.gateway.CallRange;
import io.mcpmanager.api.gateway.CallRanking;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallRecord.Outcome;
import io.mcpmanager.api.gateway.CallStatistics;
import io.mcpmanager.api.server.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CallFiguresTest {

  private static final String TENANT = "default";
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private final CallFigures figures = new CallFigures();

  @Test
  void givenNoCalls_whenAsked_thenEveryStepOfTheRangeIsThereAndEmpty() {
    CallStatistics hour = statistics(CallRange.HOUR, NOON.plusSeconds(30));
    CallStatistics day = statistics(CallRange.DAY, NOON.plusSeconds(30));

    assertThat(hour.points())
        .hasSize(60)
        .extracting(CallPoint::counts)
        .containsOnly(CallCounts.NONE);
    assertThat(hour.from()).isEqualTo(NOON.minus(Duration.ofMinutes(59)));
    assertThat(hour.to()).isEqualTo(NOON.plus(Duration.ofMinutes(1)));
    assertThat(hour.points().getLast().from()).isEqualTo(NOON);
    assertThat(day.points()).hasSize(96);
    assertThat(day.to()).isEqualTo(NOON.plus(Duration.ofMinutes(15)));
    assertThat(day.total()).isEqualTo(CallCounts.NONE);
    assertThat(day.total().median()).isEmpty();
    assertThat(day.servers()).isEmpty();
  }

  @Test
  void givenCallsThatEndInEveryWay_whenAsked_thenEachCountsAsWhatItWas() {
    for (Outcome outcome : Outcome.values()) {
      add(NOON, "files", "read", outcome, 10);
    }

    CallCounts counts = statistics(CallRange.HOUR, NOON).points().getLast().counts();
    assertThat(counts.calls()).isEqualTo(6);
    assertThat(counts.errors()).isEqualTo(3); // the tool's, the server's, and no answer
    assertThat(counts.denied()).isEqualTo(1);
    assertThat(counts.times().count()).isEqualTo(3);
    assertThat(counts.p95().orElseThrow().toMillis()).isEqualTo(10);
  }

  @Test
  void givenAnHourOfCalls_whenAskedAtEachMinute_thenEachPointIsExactAndOldOnesLeave() {
    for (int minute = 0; minute < 200; minute++) {
      Instant at = NOON.plus(Duration.ofMinutes(minute));
      for (int i = 0; i <= minute; i++) {
        add(at, "files", "read", Outcome.SUCCEEDED, minute + 1);
      }
      if (minute % 7 == 0) { // reading closes what is over; not reading must not matter
        assertThat(statistics(CallRange.HOUR, at).points().getLast().counts().calls())
            .isEqualTo(minute + 1);
      }
    }

    CallStatistics hour = statistics(CallRange.HOUR, NOON.plus(Duration.ofMinutes(199)));
    assertThat(hour.points())
        .extracting(point -> point.counts().calls())
        .containsExactlyElementsOf(
            IntStream.range(140, 200).mapToObj(minute -> minute + 1L).toList());
    assertThat(hour.points().getFirst().counts().median().orElseThrow().toMillis())
        .isCloseTo(141, within(5L));
    CallStatistics day = statistics(CallRange.DAY, NOON.plus(Duration.ofMinutes(199)));
    assertThat(day.total().calls()).isEqualTo(200 * 201 / 2);
    assertThat(day.points().get(95).counts().calls()) // minutes 195 to 199
        .isEqualTo(196 + 197 + 198 + 199 + 200);
    assertThat(day.points().get(94).counts().calls()).isEqualTo(15 * (181 + 195) / 2);
  }

  @Test
  void givenCallsLongAgo_whenADayHasPassed_thenTheyAreGone() {
    add(NOON, "files", "read", Outcome.SUCCEEDED, 1);

    assertThat(statistics(CallRange.HOUR, NOON.plus(Duration.ofMinutes(60)))
            .total()
            .calls())
        .isZero();
    Instant dayLater = NOON.plus(Duration.ofHours(24));
    assertThat(statistics(CallRange.DAY, dayLater.minusSeconds(1)).total().calls())
        .isEqualTo(1);
    assertThat(statistics(CallRange.DAY, dayLater).total().calls()).isZero();
    add(dayLater.plusSeconds(60), "web", "fetch", Outcome.SUCCEEDED, 1);
    CallStatistics now = statistics(CallRange.DAY, dayLater.plusSeconds(60));
    assertThat(now.servers()).extracting(CallRanking::server).containsExactly("web");
    assertThat(now.total().calls()).isEqualTo(1);
  }

  @Test
  void givenClockThatGoesBack_whenCallsEnd_thenNoneIsLost() {
    add(NOON, "files", "read", Outcome.SUCCEEDED, 1);
    add(NOON.minusSeconds(90), "files", "read", Outcome.SUCCEEDED, 1);

    assertThat(statistics(CallRange.HOUR, NOON).total().calls()).isEqualTo(2);
    assertThat(statistics(CallRange.HOUR, NOON.plusSeconds(600)).total().calls())
        .isEqualTo(2);
  }

  @Test
  void givenManyServersAndTools_whenRanked_thenTheMostCalledComeFirst() {
    for (int server = 1; server <= 12; server++) {
      for (int i = 0; i < server; i++) {
        add(NOON, "s" + server, "read", i == 0 ? Outcome.TOOL_FAILED : Outcome.SUCCEEDED, server);
      }
    }
    add(NOON, "s12", "write", Outcome.SUCCEEDED, 1);

    CallStatistics hour = statistics(CallRange.HOUR, NOON);
    assertThat(hour.servers()).hasSize(10);
    assertThat(hour.servers().getFirst())
        .returns("s12", CallRanking::server)
        .returns(13L, ranked -> ranked.counts().calls())
        .returns(1L, ranked -> ranked.counts().errors())
        .matches(ranked -> ranked.toolName().isEmpty());
    assertThat(hour.tools())
        .extracting(CallRanking::server, CallRanking::tool)
        .startsWith(tuple("s12", "read"), tuple("s11", "read"))
        .hasSize(10);

    Set<ServerId> some = Set.of(id("s1"), id("s2"));
    CallStatistics part = figures.statistics(TENANT, CallRange.HOUR, some, NOON);
    assertThat(part.total().calls()).isEqualTo(3);
    assertThat(part.servers()).extracting(CallRanking::server).containsExactly("s2", "s1");
    assertThat(part.tools()).hasSize(2);
    assertThat(figures.statistics("other", CallRange.HOUR, null, NOON).total().calls())
        .isZero();
  }

  @Test
  void givenDeletedServer_whenAsked_thenItIsRankedNoMoreButItsCallsHappened() {
    add(NOON, "files", "read", Outcome.SUCCEEDED, 1);
    figures.forget(TENANT, id("files"));
    figures.forget("nobody", id("files"));

    CallStatistics hour = statistics(CallRange.HOUR, NOON);
    assertThat(hour.servers()).isEmpty();
    assertThat(hour.tools()).isEmpty();
    assertThat(hour.total().calls()).isEqualTo(1);
  }

  @Test
  void givenRenamedServer_whenRanked_thenItHasItsNewName() {
    add(NOON, "files", "read", Outcome.SUCCEEDED, 1);
    figures.add(TENANT, call(NOON, id("files"), "documents", "read", Outcome.SUCCEEDED, 1));

    assertThat(statistics(CallRange.HOUR, NOON).servers())
        .extracting(CallRanking::server)
        .containsExactly("documents");
  }

  @Test
  void givenNamesThatClientsMakeUp_whenCounted_thenOnlyToolsThatAnsweredAreKeptAndNotTooMany() {
    for (int i = 0; i < 2 * CallFigures.TOOLS; i++) {
      add(NOON, "files", "made-up-" + i, Outcome.REFUSED, 1);
    }
    assertThat(statistics(CallRange.HOUR, NOON).tools()).isEmpty();
    for (int i = 0; i < CallFigures.TOOLS; i++) {
      add(NOON, "files", "tool-" + i, Outcome.SUCCEEDED, 1);
    }
    add(NOON, "files", "late", Outcome.SUCCEEDED, 1);
    add(NOON, "files", "late", Outcome.SUCCEEDED, 1);
    assertThat(statistics(CallRange.HOUR, NOON).tools())
        .extracting(CallRanking::tool)
        .doesNotContain("late");

    Instant later = NOON.plus(Duration.ofMinutes(61));
    add(later, "files", "late", Outcome.SUCCEEDED, 1);
    assertThat(statistics(CallRange.HOUR, later).tools())
        .extracting(CallRanking::tool)
        .containsExactly("late");
  }

  @Test
  void givenManyThreads_whenMinutesPass_thenEveryCallIsCounted() throws Exception {
    int threads = 8;
    int each = 5_000;
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<Runnable> work = IntStream.range(0, threads)
          .<Runnable>mapToObj(thread -> () -> {
            for (int i = 0; i < each; i++) {
              add(NOON.plusSeconds(i / 20), "files", "read", Outcome.SUCCEEDED, 1);
            }
          })
          .toList();
      for (var done : pool.invokeAll(work.stream().map(Executors::callable).toList())) {
        done.get();
      }
    }

    CallStatistics hour = statistics(CallRange.HOUR, NOON.plusSeconds(each / 20));
    assertThat(hour.total().calls()).isEqualTo((long) threads * each);
    assertThat(hour.total().times().count()).isEqualTo((long) threads * each);
    assertThat(hour.servers().getFirst().counts().calls()).isEqualTo((long) threads * each);
  }

  private CallStatistics statistics(CallRange range, Instant now) {
    return figures.statistics(TENANT, range, null, now);
  }

  private void add(Instant at, String server, String tool, Outcome outcome, int millis) {
    figures.add(TENANT, call(at, id(server), server, tool, outcome, millis));
  }

  private static CallRecord call(
      Instant at, ServerId id, String server, String tool, Outcome outcome, int millis) {
    return new CallRecord(
        at,
        Duration.ofMillis(millis),
        "c",
        "1",
        "test",
        "ada",
        id,
        server,
        "tools/call",
        tool,
        outcome,
        null,
        10,
        10);
  }

  private static ServerId id(String server) {
    return ServerId.of("id-of-" + server);
  }
}
