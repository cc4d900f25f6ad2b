package io.mcpmanager.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "7b, 7",
    "512m, 536870912",
    "512MiB, 536870912",
    "64 KiB, 65536",
    "1.5g, 1610612736",
    "0.3KiB, 307",
    "2TiB, 2199023255552",
    "8388607tib, 9223370937343148032"
  })
  void givenASize_whenParsed_thenItIsItsBytes(String text, long bytes) {
    assertThat(ByteSizes.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "m", "1MB", "1kB", "-1", "1e3", "1.m", ".5g", "1  m", "8388608t", "1 mi"})
  void givenNoSize_whenParsed_thenItIsNone(String text) {
    assertThat(ByteSizes.parse(text)).isEmpty();
  }
}
