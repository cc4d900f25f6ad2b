package io.mcpmanager.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LineTextTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        arguments("plain\ttext", "plain\ttext"),
        arguments("\u001B[1;31mred\u001B[0m", "red"),
        arguments("\u001B]0;title\u0007text", "text"),
        arguments("a\u0000b\u0085c\u007Fd", "a\uFFFDb\uFFFDc\uFFFDd"),
        arguments("two\nlines\r\n", "two lines"),
        arguments("\u001B", "\uFFFD"),
        arguments("", ""));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void givenControlCharacters_whenCleaned_thenTheyAreHarmless(String text, String clean) {
    assertThat(LineText.clean(text, 1000)).isEqualTo(clean);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ä", "→", "😀", "a😀→ä"})
  void givenALongLine_whenCleaned_thenItIsCutBetweenCharacters(String unit) {
    String clean = LineText.clean(unit.repeat(2000), 300);

    assertThat(clean).endsWith("…");
    assertThat(clean.getBytes(StandardCharsets.UTF_8).length).isBetween(290, 300);
    assertThat(new String(clean.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(clean);
  }

  @ParameterizedTest
  @ValueSource(ints = {98, 99, 100})
  void givenALineThatJustFits_whenCleaned_thenItIsWhole(int length) {
    assertThat(LineText.clean("x".repeat(length), 100)).isEqualTo("x".repeat(length));
    assertThat(LineText.clean("ä".repeat(length / 2), 100)).isEqualTo("ä".repeat(length / 2));
  }
}
