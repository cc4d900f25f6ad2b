package io.mcpmanager.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class KeysDocumentationTest {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/configuration.md");

  @Test
  void givenThePageOfKeys_whenComparedWithTheKeys_thenItsTableSaysWhatTheySay() throws IOException {
    String table = Keys.ALL.stream()
        .map(KeysDocumentationTest::row)
        .collect(Collectors.joining(
            "\n",
            "<!-- keys -->\n| key | default | allowed | environment variable | what it is |\n"
                + "| --- | --- | --- | --- | --- |\n",
            "\n<!-- /keys -->"));

    assertThat(Files.readString(PAGE)).contains(table);
  }

  private static String row(Key<?> key) {
    String preset = key.defaultText() == null ? "" : "`" + key.defaultText() + "`";
    return "| `" + key.name() + "` | " + preset + " | " + key.expected() + " | `" + key.variable()
        + "` | " + key.help() + " |";
  }
}
