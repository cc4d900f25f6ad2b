package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Secrets, of which no value comes out, and the trail of who did what. */
@Requires("chromium")
final class SecretsAuditIT {

  private static final String VALUE = "a-value-of-the-test-only";

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static void define(String server, String secret) {
    var ignored = dashboard
        .manager()
        .servers()
        .create(
            Dashboard.SYSTEM,
            ServerDefinition.of(server, ProcessLaunch.of("echo", "${secret:" + secret + "}")));
  }

  @Test
  void givenASecret_whenAddedReplacedAndDeleted_thenItSaysWhatBreaksAndNeverTheValue() {
    define("github", "GITHUB_TOKEN");
    Page page = dashboard.signedInPage("/secrets");
    button(page, "Add a secret").first().click();
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("GITHUB_TOKEN");
    page.getByLabel("Value", new Page.GetByLabelOptions().setExact(true)).fill(VALUE);
    button(page, "Add secret").click();

    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("github")))
        .isVisible();
    button(page, "Replace GITHUB_TOKEN").click();
    assertThat(page.getByLabel("Value", new Page.GetByLabelOptions().setExact(true)))
        .hasValue("");
    page.getByLabel("Value", new Page.GetByLabelOptions().setExact(true)).fill(VALUE + "2");
    button(page, "Replace value").click();
    assertThat(page.getByText("GITHUB_TOKEN is set").last()).isVisible();
    assertThat(page.content()).doesNotContain(VALUE);

    button(page, "Delete GITHUB_TOKEN").click();
    assertThat(page.getByRole(AriaRole.ALERTDIALOG)).containsText("github");
    button(page, "Delete secret").click();
    assertThat(page.getByText("No secrets yet")).isVisible();
    assertThat(dashboard.manager().secrets().list(Dashboard.SYSTEM)).isEmpty();
  }

  @Test
  void givenWhatPeopleDid_whenLookedFor_thenItIsFoundShownVerifiedAndExported() throws IOException {
    dashboard.user("ines", "viewer");
    Page page = dashboard.signedInPage("/audit");
    page.getByText("More filters").click();
    page.getByLabel("What", new Page.GetByLabelOptions().setExact(true)).fill("users.cre");
    assertThat(page).hasURL(Pattern.compile("action=users\\.cre$"));
    Locator entries =
        page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Audit entries"));
    assertThat(entries.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("ines")))
        .isVisible();

    entries
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Details of entry"))
        .first()
        .click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("users.create");
    Axe.check(page);
    page.keyboard().press("Escape");
    button(page, "Verify now").click();
    assertThat(page.getByText("Everything is as it was written.")).isVisible();
    Download export = page.waitForDownload(() -> page.getByText("Export these").click());
    assertThat(Files.readAllLines(export.path())).isNotEmpty().allSatisfy(line -> assertThat(line)
        .contains("\"action\":\"users.create\""));

    var ignored = page.reload();
    assertThat(page.getByLabel("What", new Page.GetByLabelOptions().setExact(true)))
        .hasValue("users.cre");
    button(page, "Clear filters").click();
    assertThat(page).hasURL(dashboard.url("/audit"));
  }

  @Test
  void givenSomebodyWhoMayOnlyLook_whenTheyLook_thenChangesAreNotOffered() {
    dashboard
        .manager()
        .access()
        .putRole(
            Dashboard.SYSTEM,
            "auditor",
            "",
            Set.of(
                Permission.parse("audit:read").orElseThrow(),
                Permission.parse("secrets:read").orElseThrow()));
    Page page = dashboard.pageOf("otto", "auditor", "/secrets", Look.PHONE);
    assertThat(page.getByText("Definitions of servers refer to them")).isVisible();
    assertThat(button(page, "Add a secret")).hasCount(0);
    assertThat(button(page, "Rotate…")).hasCount(0);

    var ignored = page.navigate(dashboard.url("/audit"));
    assertThat(button(page, "Verify now")).isVisible();
    assertThat(page.getByText("Export", new Page.GetByTextOptions().setExact(true)))
        .hasCount(0);
  }
}
