package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.diagnostics.ServerChecks;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system page in a real browser. */
@Requires("chromium")
final class SystemPageIT {

  private static final double PATIENCE_MILLIS = 30_000;

  private static Playwright playwright;
  private static Browser browser;

  @TempDir
  Path data;

  private final List<String> complaints = new ArrayList<>();
  private McpManager manager;
  private HttpServer server;
  private Page page;

  @BeforeAll
  static void openBrowser() {
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(Path.of("/usr/bin/chromium"))
            .setArgs(List.of("--no-sandbox")));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
    playwright.close();
  }

  @BeforeEach
  void openPage() {
    manager = McpManager.builder()
        .diagnosticCheck(ServerChecks.found(
            "port",
            List.of(Finding.problem("port", "<b>something</b> else has it", "End <i>it</i>."))))
        .build()
        .start();
    Server ignored = manager
        .servers()
        .create(
            CallContext.system("test"),
            ServerDefinition.of("lost", ProcessLaunch.of(List.of("no-such-command-x"))));
    server = Assembly.serve(manager, TestConfig.open(data));
    page = browser.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.navigate("http://127.0.0.1:" + server.port() + "/#system");
  }

  @AfterEach
  void close() {
    page.close();
    server.close();
    manager.close();
  }

  @Test
  void givenFindings_whenShown_thenTheWorstComeFirstWithTheirRemediesAsText() {
    assertThat(page.locator("#system-state")).hasText(Pattern.compile("1 problem, \\d+ warning.*"));
    Locator findings = page.locator("#findings .finding");
    assertThat(findings.first()).containsText("<b>something</b> else has it");
    assertThat(findings.first()).containsText("End <i>it</i>.");
    assertThat(findings.filter(new Locator.FilterOptions().setHasText("lost")))
        .containsText("not found on PATH");
    assertThat(page.locator("#page-system b, #page-system i")).hasCount(0);
    assertThat(page.locator("#system-facts")).containsText("Data folder");
    assertThat(page.locator("#fine")).isHidden();
    page.locator("#fine-title").click();
    assertThat(page.locator("#fine")).containsText("no deadlock");

    page.getByText("Servers", new Page.GetByTextOptions().setExact(true))
        .first()
        .click();
    assertThat(page.locator("#page-servers")).isVisible();
    assertThat(page.locator("#page-system")).isHidden();
    assertThat(complaints).isEmpty();
  }

  @Test
  void givenInstruments_whenUsed_thenLevelsChangeAndFilesCanBeSaved() throws Exception {
    page.locator("#level input[name=logger]").fill("io.mcpmanager.page.test");
    page.locator("#level-choice").selectOption("error");
    page.locator("#level button").click();
    Locator row = page.locator("#levels li")
        .filter(new Locator.FilterOptions().setHasText("io.mcpmanager.page.test"));
    assertThat(row).containsText("error");
    row.getByText("Take back").click();
    assertThat(row).hasCount(0);

    Download threads =
        page.waitForDownload(() -> page.getByText("Save a thread dump").click());
    assertThat(Files.readString(threads.path())).contains("mcp-");

    page.locator("#record select").selectOption("10");
    page.locator("#record-start").click();
    assertThat(page.locator("#record-start")).isDisabled();
    assertThat(page.locator("#recordings a")).hasCount(1);
    Download recording =
        page.waitForDownload(() -> page.locator("#recordings a").click());
    assertThat(Files.size(recording.path())).isGreaterThan(10_000);
    assertThat(page.locator("#record-start")).isEnabled();
    assertThat(complaints).isEmpty();
  }
}
