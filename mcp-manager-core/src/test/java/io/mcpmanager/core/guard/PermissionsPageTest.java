package io.mcpmanager.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PermissionsPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/permissions.md");

  @Test
  void givenThePageOfPermissions_whenComparedWithTheOperations_thenItsTableSaysWhatTheySay()
      throws IOException {
    String table = Arrays.stream(Operation.values())
        .map(PermissionsPageTest::row)
        .collect(Collectors.joining(
            "\n",
            "<!-- operations -->\n| operation | methods | permission | whose | audited |\n"
                + "| --- | --- | --- | --- | --- |\n",
            "\n<!-- /operations -->"));

    assertThat(Files.readString(PAGE)).contains(table);
  }

  private static String row(Operation operation) {
    String port = operation.port().getSimpleName();
    String methods = operation.methods().stream()
        .sorted()
        .map(method -> "`" + port + "." + method + "`")
        .collect(Collectors.joining(", "));
    return "| `" + operation.text() + "` | " + methods + " | `"
        + operation.permission().text()
        + "` | " + whose(operation.reach()) + " | "
        + (operation.kind() == Operation.Kind.READ ? "refusals" : "always") + " |";
  }

  private static String whose(Operation.Reach reach) {
    return switch (reach) {
      case EVERYBODY -> "the tenant's";
      case OTHERS -> "others'; one's own without";
      case HOST -> "the host's, in `default`";
    };
  }
}
