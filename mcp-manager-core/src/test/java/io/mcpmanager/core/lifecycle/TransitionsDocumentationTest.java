package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TransitionsDocumentationTest {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/architecture.md");

  @Test
  void givenTheDiagramOfStates_whenComparedWithTheTable_thenItShowsTheSameMoves()
      throws IOException {
    String diagram = Transitions.ROWS.stream()
        .map(row -> "  " + row.from().text() + " --> " + row.to().text() + ": "
            + row.on().name().toLowerCase(Locale.ROOT))
        .collect(
            Collectors.joining("\n", "```mermaid\nstateDiagram-v2\n  [*] --> stopped\n", "\n```"));

    assertThat(Files.readString(PAGE)).contains(diagram);
  }
}
