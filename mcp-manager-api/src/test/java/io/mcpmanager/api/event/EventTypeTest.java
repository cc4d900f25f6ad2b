package io.mcpmanager.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.GoldenFile;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class EventTypeTest {

  @Test
  void givenEventTypes_whenComparedWithThePublishedOnes_thenNoneIsMissingRenamedOrMoved() {
    assertThat(Arrays.stream(EventType.values())
            .map(type -> type + " " + type.text() + " " + type.category()))
        .as("Event types are a promise to subscribers and are stored. A new type: add the line"
            + " 'NAME text CATEGORY' to event-types.txt. Never change or remove a line.")
        .containsExactlyInAnyOrderElementsOf(
            GoldenFile.lines(EventTypeTest.class, "event-types.txt"));
  }

  @Test
  void givenEventTypes_whenTheirTextsAreCompared_thenEachIsUnique() {
    assertThat(Arrays.stream(EventType.values()).map(EventType::text)).doesNotHaveDuplicates();
  }
}
