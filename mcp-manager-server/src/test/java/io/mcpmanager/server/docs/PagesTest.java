package io.mcpmanager.server.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.server.cli.RootCommand;
import io.mcpmanager.server.http.StatusTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PagesTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:|mailto:|#)[^)#\\s]+)");
  private static final Pattern ERROR_ROW =
      Pattern.compile("(?m)^(\\| `[A-Z_]+` \\| [a-z-]+ \\| \\d{3} \\|)");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final String PROGRAM = "./mcp-manager";

  static List<Path> pages() {
    return Pages.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void givenPage_whenItLinksToFiles_thenTheyExist(Path page) {
    assertThat(Pages.matches(page, LINK))
        .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void givenPage_whenItShowsCommands_thenTheProgramKnowsThem(Path page) {
    assertThat(Pages.shellLines(page))
        .filteredOn(line -> line.startsWith(PROGRAM + " "))
        .allSatisfy(line -> assertThatCode(() -> parse(line)).doesNotThrowAnyException());
  }

  @Test
  void givenThePages_whenSearchedForCommands_thenThereAreSome() {
    assertThat(Pages.shellLines(Pages.ROOT.resolve("README.md")))
        .anyMatch(line -> line.startsWith(PROGRAM + " serve"));
  }

  @Test
  void givenTheTableOfErrors_whenComparedWithTheCodes_thenItSaysWhatTheyMeanOverHttp() {
    String expected =
        Arrays.stream(ErrorCode.values()).map(PagesTest::errorRow).collect(joining("\n"));

    assertThat(String.join("\n", Pages.matches(Pages.ROOT.resolve("docs/api.md"), ERROR_ROW)))
        .isEqualTo(expected);
  }

  @Test
  void givenTheReadme_whenItListsThePages_thenNoneIsMissing() {
    String readme = Pages.read(Pages.ROOT.resolve("README.md"));

    assertThat(Pages.all())
        .filteredOn(page -> page.getParent().equals(Pages.ROOT.resolve("docs")))
        .allSatisfy(page -> assertThat(readme).contains("](docs/" + page.getFileName() + ")"));
  }

  private static String errorRow(ErrorCode code) {
    String category = code.category().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return "| `" + code + "` | " + category + " | " + StatusTable.of(code) + " |";
  }

  private static void parse(String line) {
    var words = new ArrayList<String>();
    WORD.matcher(line)
        .results()
        .map(word -> word.group(1) != null
            ? word.group(1)
            : word.group(2) != null ? word.group(2) : word.group(3))
        .forEach(words::add);
    words.removeFirst();
    if (words.getFirst().equals("demo")) {
      // the script's own word for this
      words.set(0, "serve");
    }
    RootCommand.create(config -> {
          throw new AssertionError("nothing is to be run");
        })
        .parseArgs(words.toArray(String[]::new));
  }
}
