package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is typed is not lost by a key of the browser, nor by looking at another way of adding a server. */
@Requires("chromium")
final class LeavingIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.open();

  @Test
  void givenUnsavedChanges_whenGoneBackAndForth_thenItAsksAndAddressAndPageStayInStep() {
    Server server = dashboard
        .manager()
        .servers()
        .create(SYSTEM, ServerDefinition.of("edited", ProcessLaunch.of("cat")));
    Page page = dashboard.signedInPage("/events");
    link(page, "Servers").click();
    page.getByRole(AriaRole.MAIN)
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(server.name()))
        .first()
        .click();
    link(page.getByRole(AriaRole.MAIN), "Configuration").click();
    Pattern configuration = Pattern.compile("/servers/edited/configuration$");
    field(page, "Command").fill("tac");

    go(page, -3);
    assertThat(question(page)).containsText("Leave without saving?");
    button(page, "Cancel").click();
    assertThat(page).hasURL(configuration);
    assertThat(field(page, "Command")).hasValue("tac");
    assertThat(heading(page)).hasText("edited");

    go(page, -1);
    button(page, "Leave without saving").click();
    assertThat(page).hasURL(Pattern.compile("/servers/edited$"));
    assertThat(question(page)).hasCount(0);
    go(page, 1);
    assertThat(field(page, "Command")).hasValue("cat");
    field(page, "Command").fill("tac");
    go(page, -2);
    button(page, "Leave without saving").click();
    assertThat(page).hasURL(Pattern.compile("/servers$"));
    assertThat(heading(page)).hasText("Servers");
    go(page, -1);
    assertThat(heading(page)).hasText("Events");
  }

  @Test
  void givenUnsavedChanges_whenReloaded_thenTheBrowserAsks() {
    Page page = dashboard.signedInPage("/servers/new");
    field(page, "Name").click();
    page.keyboard().type("typed");
    List<String> asked = new ArrayList<>();
    page.onDialog(dialog -> {
      asked.add(dialog.type());
      dialog.dismiss();
    });

    var ignored = page.evaluate("location.reload()");
    page.waitForCondition(() -> !asked.isEmpty());

    assertThat(asked).containsExactly("beforeunload");
    assertThat(field(page, "Name")).hasValue("typed");
  }

  @Test
  void givenNewServer_whenAnotherKindIsLookedAt_thenWhatWasTypedIsThereAgain() {
    Page page = dashboard.signedInPage("/servers/new");
    field(page, "Name").fill("kept");
    field(page, "Command").fill("npx");
    page.getByText("Environment and folder").click();
    button(page, "Add a variable").click();
    page.keyboard().type("GREETING");
    page.getByLabel("Value of GREETING").fill("hello");
    page.getByText("Description and labels").click();
    page.getByLabel("Description").fill("Typed once.");
    way(page, "Container").click();

    assertThat(field(page, "Name")).hasValue("kept");
    assertThat(page.getByLabel("Value of GREETING")).hasValue("hello");
    field(page, "Image").fill("mcp/kept");
    field(page, "Start it now").uncheck();
    way(page, "Paste").click();
    field(page, "Configuration").fill("{}");
    way(page, "URL").click();
    assertThat(field(page, "Name")).hasValue("kept");
    go(page, -1);
    assertThat(field(page, "Configuration")).hasValue("{}");
    go(page, -1);
    assertThat(field(page, "Image")).hasValue("mcp/kept");
    go(page, -1);
    assertThat(field(page, "Command")).hasValue("npx");
    assertThat(field(page, "Start it now")).not().isChecked();
    page.getByText("Description and labels").click();
    assertThat(page.getByLabel("Description")).hasValue("Typed once.");
    link(page, "Events").click();
    assertThat(question(page)).containsText("Leave without adding it?");
    button(page, "Cancel").click();

    button(page, "Add server").click();

    assertThat(page).hasURL(Pattern.compile("/servers/kept$"));
    assertThat(question(page)).hasCount(0);
    ServerDefinition added =
        dashboard.manager().servers().findByName(SYSTEM, "kept").orElseThrow().definition();
    assertThat(added.description()).isEqualTo("Typed once.");
    assertThat(((ProcessLaunch) added.launch()).environment()).containsEntry("GREETING", "hello");
  }

  /** As the browser's own buttons do, which wait for nothing. */
  private static void go(Page page, int steps) {
    var ignored = page.evaluate("steps => history.go(steps)", steps);
  }

  private static Locator question(Page page) {
    return page.getByRole(AriaRole.ALERTDIALOG);
  }

  private static Locator heading(Page page) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
  }

  private static Locator way(Page page, String name) {
    return page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("How to add it"))
        .getByRole(
            AriaRole.LINK,
            new Locator.GetByRoleOptions().setName(Pattern.compile("^" + name + "\\b")));
  }

  private static Locator link(Page page, String name) {
    return link(page.locator("#navigation"), name);
  }

  private static Locator link(Locator place, String name) {
    return place
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name).setExact(true))
        .first();
  }

  private static Locator field(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
