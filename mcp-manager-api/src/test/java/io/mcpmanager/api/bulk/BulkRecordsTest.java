package io.mcpmanager.api.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerQuery;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BulkRecordsTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final BulkSelection EVERYTHING = new BulkSelection.Everything();
  private static final BulkSelection FILTER = new BulkSelection.Matching(new ServerQuery(
      Set.of(), Set.of(), Set.of(), Map.of("team", "a"), "", ServerQuery.Sort.NAME, false, 1, 50));

  @ParameterizedTest
  @EnumSource(BulkCommand.class)
  void givenCommand_whenCarriedOut_thenEachServerGetsTheOneOfTheSameName(BulkCommand command) {
    ServerCommand each = command.command();

    assertThat(each.getClass().getSimpleName().toLowerCase(Locale.ROOT)).isEqualTo(command.text());
  }

  @Test
  void givenServers_whenAsked_thenNothingIsWrongWithIt() {
    BulkRequest request = BulkRequest.of(BulkCommand.DELETE, List.of("a", "b"));

    assertThat(request.problems()).isEmpty();
    assertThat(request.parallelism()).isEqualTo(BulkRequest.DEFAULT_PARALLELISM);
    assertThat(request.expectedServers()).isEmpty();
    assertThat(request.expecting(2).expectedServers()).hasValue(2);
    assertThat(request.inParallel(3).parallelism()).isEqualTo(3);
  }

  @Test
  void givenNoServersOrBlankOnes_whenAsked_thenFieldsAreNamed() {
    assertThat(fieldsOf(BulkRequest.of(BulkCommand.START, List.of()))).containsExactly("servers");
    assertThat(fieldsOf(BulkRequest.of(BulkCommand.START, List.of("a", " "))))
        .containsExactly("servers[1]");
    assertThat(fieldsOf(BulkRequest.of(
            BulkCommand.START, Collections.nCopies(BulkRequest.MAX_SERVERS + 1, "a"))))
        .containsExactly("servers");
  }

  @Test
  void givenFilterThatLetsEverythingPass_whenAsked_thenRefusedUnlessAllAreMeant() {
    var open = new BulkSelection.Matching(ServerQuery.ALL);

    assertThat(fieldsOf(BulkRequest.of(BulkCommand.STOP, open))).containsExactly("filter");
    assertThat(fieldsOf(BulkRequest.of(BulkCommand.STOP, FILTER))).isEmpty();
    assertThat(fieldsOf(BulkRequest.of(BulkCommand.STOP, EVERYTHING))).isEmpty();
  }

  @Test
  void givenDeletionOfServersNotListed_whenTheirNumberIsNotGiven_thenRefused() {
    BulkRequest all = BulkRequest.of(BulkCommand.DELETE, EVERYTHING);

    assertThat(fieldsOf(all)).containsExactly("expected");
    assertThat(fieldsOf(all.expecting(12))).isEmpty();
    assertThat(fieldsOf(all.expecting(-1))).containsExactly("expected");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, BulkRequest.MAX_PARALLELISM + 1})
  void givenParallelismOutOfRange_whenAsked_thenRefused(int parallelism) {
    BulkRequest request = BulkRequest.of(BulkCommand.START, List.of("a")).inParallel(parallelism);

    assertThat(fieldsOf(request)).containsExactly("parallelism");
  }

  @Test
  void givenRunWithOneServerInEachState_whenCounted_thenEachIsOnceAndFourAreDone() {
    List<BulkItem> items = List.of(
        item(BulkItemState.WAITING, null),
        item(BulkItemState.RUNNING, null),
        item(BulkItemState.SUCCEEDED, null),
        item(BulkItemState.SKIPPED, null),
        item(BulkItemState.FAILED, ErrorCode.SERVER_NOT_FOUND),
        item(BulkItemState.CANCELLED, null));
    var run = new BulkRun(
        "b1",
        "default",
        BulkCommand.START,
        null,
        BulkState.RUNNING,
        items,
        false,
        "admin",
        "c1",
        TIME,
        null);

    assertThat(run.counts()).isEqualTo(new BulkCounts(1, 1, 1, 1, 1, 1));
    assertThat(run.counts().total()).isEqualTo(6);
    assertThat(run.counts().done()).isEqualTo(4);
    assertThat(run.undoneRun()).isEmpty();
    assertThat(run.endedAt()).isEmpty();
    assertThat(items.get(4).errorCode()).hasValue(ErrorCode.SERVER_NOT_FOUND);
    assertThat(items.get(4).serverId()).isEmpty();
    assertThat(items.get(4).commandResult()).isEmpty();
    assertThat(items.get(3).state().text()).isEqualTo("skipped");
  }

  private static BulkItem item(BulkItemState state, @Nullable ErrorCode error) {
    return new BulkItem(null, "files", state, error, "", null);
  }

  private static List<String> fieldsOf(BulkRequest request) {
    return request.problems().stream().map(Problem::field).toList();
  }
}
