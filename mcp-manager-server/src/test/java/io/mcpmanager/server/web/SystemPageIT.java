package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.server.diagnostics.ServerChecks;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the manager is, what it was told, and its instruments. */
@Requires("chromium")
final class SystemPageIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.open()
      .of(builder -> builder.diagnosticCheck(ServerChecks.found(
          "port",
          List.of(Finding.problem("port", "<b>something</b> else has it", "End <i>it</i>.")))));

  @Test
  void givenFindings_whenShown_thenTheWorstComeFirstWithTheirRemediesAsText() {
    var ignored = dashboard
        .manager()
        .servers()
        .create(SYSTEM, ServerDefinition.of("lost", ProcessLaunch.of("no-such-command-x")));
    Page page = dashboard.signedInPage("/system");

    Locator findings = page.getByRole(AriaRole.LIST, named("Findings"));
    assertThat(findings.getByRole(AriaRole.LISTITEM).first())
        .containsText("<b>something</b> else has it");
    assertThat(findings.getByRole(AriaRole.LISTITEM).first()).containsText("End <i>it</i>.");
    assertThat(findings).containsText("not found on PATH");
    assertThat(page.getByText(Pattern.compile("1 problem, \\d+ warning"))).isVisible();
    assertThat(page.getByRole(AriaRole.REGION, named("Program and machine")))
        .containsText("Data folder");
    page.getByText("Threads").first().click();
    assertThat(page.getByText("no deadlock")).isVisible();
  }

  @Test
  void givenInstruments_whenUsed_thenLevelsChangeAndFilesCanBeSaved() throws Exception {
    Page page = dashboard.signedInPage("/system/instruments");
    page.getByLabel("Logger", new Page.GetByLabelOptions().setExact(true))
        .fill("io.mcpmanager.page.test");
    page.getByLabel("Level", new Page.GetByLabelOptions().setExact(true)).selectOption("error");
    page.getByRole(AriaRole.BUTTON, named("Change level")).click();
    Locator row = page.getByRole(AriaRole.ROW)
        .filter(new Locator.FilterOptions().setHasText("io.mcpmanager.page.test"));
    assertThat(row).containsText("error");
    row.getByText("Take back").click();
    assertThat(row).hasCount(0);

    Download threads =
        page.waitForDownload(() -> page.getByText("Save a thread dump").click());
    assertThat(Files.readString(threads.path())).contains("mcp-");

    page.getByLabel("Record for").selectOption("10");
    page.getByText("Start recording").click();
    Locator recordings = page.getByRole(AriaRole.TABLE, named("Flight recordings"));
    assertThat(recordings).containsText(Pattern.compile("\\d+ s left|being written"));
    Locator file = recordings.getByRole(AriaRole.LINK);
    Download recording = page.waitForDownload(file::click);
    assertThat(Files.size(recording.path())).isGreaterThan(10_000);
  }

  @Test
  void givenConfiguration_whenLookedAt_thenItSaysWhereValuesCameFrom() {
    Page page = dashboard.signedInPage("/system/configuration");
    page.getByText("Only what is set").click();
    Locator port =
        page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("http.port"));

    assertThat(port).containsText("command line");
  }

  @Test
  void givenStoreThatCanNotBeCopied_whenBackupsAreLookedAt_thenThePageSaysSo() {
    dashboard.expect("status of 409");
    Page page = dashboard.signedInPage("/system/backups");

    assertThat(page.getByRole(AriaRole.ALERT)
            .filter(new Locator.FilterOptions().setHasText("could not be loaded")))
        .isVisible();
    assertThat(page.getByText("Export all servers")).isVisible();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }
}
