package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.server.LogLimits;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The log of a server that has written more than the page shows at once. */
@Requires("chromium")
final class LogViewIT {

  private static final int LINES = 2600;

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.open();

  @TempDir
  static Path folder;

  private static Server server;

  private Page page;
  private Locator box;

  @BeforeAll
  static void write() throws IOException, InterruptedException {
    Path tools = Files.writeString(folder.resolve("tools.json"), "{\"tools\":[]}");
    Path log = folder.resolve("log.txt");
    lines(log, 1, LINES);
    ServerDefinition definition = TestServers.small("writer", tools.toString(), log.toString());
    LogLimits unhurried = LogLimits.DEFAULT.withRate(100_000, 100_000_000);
    server = dashboard
        .manager()
        .servers()
        .create(SYSTEM, definition.withSettings(definition.settings().withLog(unhurried)));
    run(new ServerCommand.Start());
  }

  /** Every hundredth is an error, and every fiftieth is long. */
  private static void lines(Path file, int from, int to) throws IOException {
    List<String> lines = IntStream.rangeClosed(from, to)
        .mapToObj(number -> (number % 100 == 0 ? "ERROR" : "INFO") + " line " + number
            + " <b>of</b> the log" + (number % 50 == 0 ? " and on".repeat(100) : ""))
        .toList();
    var ignored = Files.write(file, lines);
  }

  private static void run(ServerCommand command) throws InterruptedException {
    var result = dashboard.manager().servers().execute(SYSTEM, server.id(), command);
    assertThat(result.success()).as(result.message()).isTrue();
  }

  @BeforeEach
  void open() {
    page = dashboard.signedInPage("/servers/writer/logs");
    box = page.getByRole(AriaRole.LOG);
    assertThat(line(LINES)).isInViewport();
  }

  private Locator line(int number) {
    return box.getByText(Pattern.compile("line " + number + " <b>of</b> the log"));
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  @Test
  void givenLongLog_whenScrolledUp_thenItStandsStillAndLoadsWhatIsOlderAndLeadsBack()
      throws IOException, InterruptedException {
    assertThat((int) page.evaluate("document.querySelectorAll('[role=log] *').length"))
        .as("elements for what is seen of 1000 lines")
        .isLessThan(600);

    var ignored = box.evaluate("box => { box.scrollTop -= 3000; }");
    assertThat(button("Jump to latest")).isVisible();
    page.waitForCondition(() -> {
      var top = box.evaluate("box => box.scrollTop = 0");
      return top != null && line(1).isVisible();
    });
    assertThat(line(1)).isInViewport();

    lines(folder.resolve("log.txt"), LINES + 1, LINES + 20);
    run(new ServerCommand.Restart());
    assertThat(button("new lines)")).isVisible();
    assertThat(line(1)).isInViewport();
    button("Jump to latest").click();
    assertThat(line(LINES + 20)).isInViewport();
    assertThat(button("Jump to latest")).hasCount(0);
    lines(folder.resolve("log.txt"), 1, LINES);
    run(new ServerCommand.Restart());
    assertThat(line(LINES)).isInViewport();
  }

  @Test
  void givenText_whenSearchedFor_thenItIsMarkedAndOneGoesFromLineToLine() {
    Locator search = page.getByLabel("Find in the log");
    search.fill("LINE 25");
    search.press("Enter");

    assertThat(page.getByText(Pattern.compile("^1 of \\d+$"))).isVisible();
    assertThat(box.locator("mark").first()).hasText("line 25");
    button("Previous").click();
    assertThat(page.getByText(Pattern.compile("^(\\d+) of \\1$"))).isVisible();
    assertThat(line(2599)).isInViewport();

    search.fill("line 2222");
    page.getByLabel("Only these").check();
    assertThat(line(2222)).isVisible();
    assertThat(line(2221)).hasCount(0);
  }

  @Test
  void givenLevel_whenChosen_thenOnlyItsLinesAreShownAndExported() throws IOException {
    page.getByLabel("Level").selectOption("error");

    assertThat(line(LINES - 1)).hasCount(0);
    assertThat(line(LINES)).isInViewport();
    Download download = page.waitForDownload(() -> page.getByText("Export text").click());
    assertThat(download.suggestedFilename()).isEqualTo("writer.log");
    assertThat(Files.readAllLines(download.path()))
        .hasSizeGreaterThanOrEqualTo(LINES / 100)
        .allSatisfy(line -> assertThat(line).contains(" stderr error  ERROR line "));
  }

  @Test
  void givenLongLines_whenWrapped_thenAllOfThemIsSeenAndTheNewestStays() {
    page.getByLabel("Wrap lines").check();

    assertThat(line(LINES)).isInViewport();
    assertThat(box.evaluate("box => box.scrollWidth - box.clientWidth")).isEqualTo(0);
    Object cut = box.evaluate("""
        box => [...box.querySelectorAll('[data-level]')].filter((line) => line.scrollHeight > line.clientHeight + 1).length""");
    assertThat(cut).as("lines of which something is cut off").isEqualTo(0);
    Axe.check(page);
  }

  @Test
  void givenLines_whenChosenByKeyboard_thenTheyAreCopiedAsTheyAre() {
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    button("Pause").click();
    box.focus();
    page.keyboard().press("ArrowUp");
    page.keyboard().press("Shift+ArrowUp");
    assertThat(box.locator("[aria-pressed=true]")).hasCount(2);
    page.keyboard().press("Control+c");

    assertThat(page.getByText("2 lines copied")).isVisible();
    String copied = (String) page.evaluate("navigator.clipboard.readText()");
    assertThat(copied.lines()).hasSize(2);
    page.keyboard().press("End");
    assertThat(button("Pause")).isVisible();
  }
}
