package io.mcpmanager.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PageTest {

  @ParameterizedTest
  @CsvSource({
    "0, 50, 0",
    "1, 50, 1",
    "50, 50, 1",
    "51, 50, 2",
    "7, 1, 7",
    "9223372036854775807, 1, 9223372036854775807",
    "9223372036854775807, 2, 4611686018427387904"
  })
  void givenTotal_whenPagesAreCounted_thenTheLastMayBePartlyFilled(
      long total, int pageSize, long pages) {
    assertThat(new Page<>(List.of(), 1, pageSize, total).pages()).isEqualTo(pages);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0, page", "1, 0, 0, pageSize", "1, 1, -1, total"})
  void givenWrongNumber_whenConstructed_thenItIsNamed(
      int page, int pageSize, long total, String field) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Page<>(List.of(), page, pageSize, total))
        .withMessageStartingWith(field + " must be");
  }

  @Test
  void givenItemsChangedLater_whenPageIsRead_thenItHasNotChanged() {
    var items = new ArrayList<>(List.of("a"));
    var page = new Page<>(items, 1, 50, 1);
    items.clear();
    assertThat(page.items()).containsExactly("a").isUnmodifiable();
  }
}
