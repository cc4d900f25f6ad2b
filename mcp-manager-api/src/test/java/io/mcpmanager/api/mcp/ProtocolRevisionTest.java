package io.mcpmanager.api.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProtocolRevisionTest {

  @ParameterizedTest
  @EnumSource
  void givenRevision_whenItsTextIsParsed_thenItIsFoundAgain(ProtocolRevision revision) {
    assertThat(ProtocolRevision.parse(revision.text())).contains(revision);
    assertThat(revision).hasToString(revision.text());
  }

  @ParameterizedTest
  @CsvSource({
    "2024-11-05, true",
    "2025-03-26, true",
    "2025-06-18, true",
    "2025-11-25, true",
    "2026-07-28, false"
  })
  void givenPublishedRevision_whenParsed_thenItSaysWhetherItShakesHands(
      String text, boolean handshake) {
    assertThat(ProtocolRevision.parse(text).orElseThrow().hasHandshake()).isEqualTo(handshake);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2025-11-26", " 2025-11-25", "V2025_11_25", "latest"})
  void givenUnknownText_whenParsed_thenEmpty(String text) {
    assertThat(ProtocolRevision.parse(text)).isEmpty();
  }

  @Test
  void givenJson_whenShown_thenItIsItsText() {
    assertThat(Json.of("{\"a\":1}")).hasToString("{\"a\":1}");
    assertThat(Json.EMPTY_OBJECT.text()).isEqualTo("{}");
  }
}
