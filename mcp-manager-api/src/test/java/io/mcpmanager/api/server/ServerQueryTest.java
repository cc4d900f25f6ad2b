package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mcpmanager.api.health.HealthStatus;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerQueryTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 100", "2147483647, 50"})
  void givenPageWithinBounds_whenAsked_thenTheRestOfTheQueryIsKept(int page, int pageSize) {
    var query = new ServerQuery(
        Set.of(ServerState.RUNNING),
        Set.of(LaunchKind.REMOTE),
        Set.of(HealthStatus.HEALTHY),
        Map.of("team", "a"),
        "text",
        ServerQuery.Sort.UPDATED,
        true,
        3,
        7);
    var other = query.withPage(page, pageSize);
    assertThat(other.page()).isEqualTo(page);
    assertThat(other.pageSize()).isEqualTo(pageSize);
    assertThat(other.withPage(3, 7)).isEqualTo(query);
  }

  @ParameterizedTest
  @CsvSource({"0, 50, page", "-1, 50, page", "1, 0, pageSize", "1, 101, pageSize"})
  void givenPageOutsideBounds_whenAsked_thenTheNumberIsNamed(int page, int pageSize, String field) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerQuery.ALL.withPage(page, pageSize))
        .withMessageStartingWith(field + " must be");
  }

  @Test
  void givenQueryForAll_whenRead_thenNothingIsFilteredOut() {
    assertThat(ServerQuery.ALL.states()).isEmpty();
    assertThat(ServerQuery.ALL.kinds()).isEmpty();
    assertThat(ServerQuery.ALL.health()).isEmpty();
    assertThat(ServerQuery.ALL.labels()).isEmpty();
    assertThat(ServerQuery.ALL.text()).isEmpty();
  }
}
