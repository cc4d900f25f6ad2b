package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.testkit.Requires;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is sealed in files: secrets that servers run with, their key, and the trail that somebody has been at. */
@Requires("chromium")
final class SealedIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed().whole();

  @Test
  void givenServerWithTheFormerValue_whenApplied_thenItIsRestartedAndANewKeySealsTheValues()
      throws InterruptedException {
    var secrets = dashboard.manager().secrets();
    var ignored = secrets.put(SYSTEM, "TOKEN", SecretValue.of("first"), "");
    var servers = dashboard.manager().servers();
    var server = servers.create(SYSTEM, TestServers.small("small", "${secret:TOKEN}"));
    assertThat(servers.execute(SYSTEM, server.id(), new ServerCommand.Start()).success())
        .isTrue();
    Page page = dashboard.signedInPage("/secrets");
    assertThat(row(page)).containsText("small");
    assertThat(row(page)).not().containsText("former value");

    button(page, "Replace TOKEN").click();
    page.getByLabel("Value", new Page.GetByLabelOptions().setExact(true)).fill("second");
    button(page, "Replace value").click();
    assertThat(row(page)).containsText("has the former value");
    Axe.check(page);
    button(page, "Restart the servers that run with a former TOKEN").click();
    assertThat(page.getByRole(AriaRole.ALERTDIALOG)).containsText("small");
    button(page, "Restart").click();

    assertThat(page.getByText("1 server restarting with the new TOKEN")).isVisible();
    assertThat(row(page)).not().containsText("former value");
    assertThat(button(page, "Restart the servers that run with a former TOKEN")).hasCount(0);

    button(page, "Rotate…").click();
    assertThat(page.getByRole(AriaRole.ALERTDIALOG)).containsText("keep a copy of the new one");
    button(page, "Make a new key").click();
    assertThat(page.getByText(Pattern.compile("sealed anew; the key file is new")))
        .isVisible();
    assertThat(servers.execute(SYSTEM, server.id(), new ServerCommand.Restart()).success())
        .isTrue();
  }

  @Test
  void givenTrail_whenSomebodyWasAtTheDatabase_thenTheVerdictNamesTheEntry() throws SQLException {
    for (String name : new String[] {"one", "two", "three"}) {
      assertThat(dashboard.user(name, "viewer").name()).isEqualTo(name);
    }
    Page page = dashboard.signedInPage("/audit");
    button(page, "Verify all tenants").click();
    assertThat(page.getByText("The trail of the only tenant is as it was written."))
        .isVisible();
    change("update audit_entry set target = 'user:other' where sequence = 2");

    button(page, "Verify now").click();

    Locator verdict = page.getByText("The trail was tampered with at entry 2.");
    assertThat(verdict).isVisible();
    assertThat(page.getByText("Compare with anchors kept elsewhere and with a backup."))
        .isVisible();
    button(page, "Verify all tenants").click();
    assertThat(page.getByText("Of 1 tenant, the trail of one was tampered with."))
        .isVisible();
    assertThat(page.getByRole(
            AriaRole.TABLE, new Page.GetByRoleOptions().setName("Trails of all tenants")))
        .containsText("Entry 2:");
    Axe.check(page);
  }

  private static void change(String sql) throws SQLException {
    try (Connection database = DriverManager.getConnection(
            "jdbc:sqlite:" + dashboard.data().resolve("mcp-manager.db"));
        Statement statement = database.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  private static Locator row(Page page) {
    return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("TOKEN"));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
