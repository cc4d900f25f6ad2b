package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.testkit.Requires;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of one server: what it shows, what can be done there, and how its configuration is changed. */
@Requires("chromium")
final class ServerPageIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  private Page page;

  private Server create(ServerDefinition definition) {
    return dashboard.manager().servers().create(SYSTEM, definition);
  }

  private void open(String path) {
    page = dashboard.signedInPage(path);
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private Locator tab(String name) {
    return page.getByRole(AriaRole.MAIN)
        .getByRole(
            AriaRole.LINK,
            new Locator.GetByRoleOptions().setName(Pattern.compile("^" + name + "\\b")));
  }

  private Locator state(String state) {
    return page.locator("main")
        .getByText(state, new Locator.GetByTextOptions().setExact(true))
        .first();
  }

  @Test
  void givenServer_whenStartedAndStopped_thenItsPageFollowsAndItCanBeTakenBack() {
    create(TestServers.small("small"));
    open("/servers/small");
    button("Start").click();
    assertThat(state("running")).isVisible();
    assertThat(page.getByText("What runs")).isVisible();

    tab("Tools").click();
    assertThat(page.getByText("<script>alert(1)</script> says hello")).isVisible();
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Try")))
        .hasAttribute("href", "/tools/small/greet");

    button("Stop").click();
    assertThat(page.getByText("small has stopped")).isVisible();
    assertThat(state("stopped")).isVisible();
    button("Undo").last().click();
    assertThat(state("running")).isVisible();
    tab("Events").click();
    assertThat(page.getByText("starting → running").first()).isVisible();
  }

  @Test
  void givenServerThatFails_whenLookedAt_thenItsPageSaysWhyAndWhatToDo() throws Exception {
    var definition = ServerDefinition.of(
        "failing", ProcessLaunch.of("sh", "-c", "echo no token given >&2; exit 3"));
    Server server =
        create(definition.withSettings(definition.settings().withRestart(RestartPolicy.NEVER)));
    var ignored =
        dashboard.manager().servers().execute(SYSTEM, server.id(), new ServerCommand.Start());
    open("/servers/failing");

    Locator failure =
        page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("It has failed"));
    assertThat(failure).containsText("exit status 3");
    assertThat(failure).containsText("no token given");
    assertThat(failure).containsText("It is not started again by itself");
    failure.getByText("See its whole log").click();
    assertThat(page.getByRole(AriaRole.LOG)).containsText("no token given");
  }

  @Test
  void givenServer_whenDeleted_thenWhatIsLostIsNamedFirst() {
    create(TestServers.small("obsolete"));
    open("/servers/obsolete");
    button("More for obsolete").click();
    page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Delete…"))
        .click();

    Locator dialog = page.getByRole(AriaRole.ALERTDIALOG);
    assertThat(dialog).containsText("its log");
    assertThat(button("Cancel")).isFocused();
    button("Delete obsolete").click();
    assertThat(page).hasURL(dashboard.url("/servers"));
  }

  @Test
  void givenChangedDefinition_whenReviewed_thenTheDifferenceIsShownAndSavingCanBeTakenBack() {
    create(TestServers.small("edited").withDescription("before"));
    open("/servers/edited/configuration");
    button("JSON").click();
    Locator text = page.getByLabel("Definition");
    String written = text.inputValue();
    text.fill(written.replace("\"before\",", "\"after\""));
    assertThat(page.getByText("Line 4: ")).isVisible();
    assertThat(button("Review and save")).hasAttribute("aria-disabled", "true");
    text.fill(written.replace("\"before\"", "\"after\""));
    button("Review and save").click();

    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Removed:   \"description\": \"before\"");
    assertThat(dialog).containsText("Added:   \"description\": \"after\"");
    assertThat(dialog).containsText("It is not running");
    button("Save").click();
    assertThat(page.getByText("edited is saved")).isVisible();
    button("Undo").click();
    assertThat(text).hasValue(written);
  }

  @Test
  void givenUnsavedChanges_whenSomebodyElseSaves_thenBothAreShownAndPutTogether() throws Exception {
    Server server = create(TestServers.small("shared"));
    open("/servers/shared/configuration");
    page.getByLabel("Command").fill("mine");
    tab("Log").click();
    assertThat(page.getByRole(AriaRole.ALERTDIALOG)).containsText("Leave without saving?");
    button("Cancel").click();

    var ignored = dashboard
        .manager()
        .servers()
        .execute(
            SYSTEM,
            server.id(),
            new ServerCommand.Reconfigure(
                server.definition().withDescription("theirs"), server.revision()));
    Locator conflict = page.getByRole(AriaRole.ALERT)
        .filter(new Locator.FilterOptions().setHasText("It was changed meanwhile"));
    assertThat(conflict).containsText("\"description\": \"theirs\"");
    assertThat(conflict).containsText("\"command\": \"mine\"");
    Axe.check(page);
    button("Put both together").click();
    assertThat(page.getByLabel("Command")).hasValue("mine");
    button("Review and save").click();
    button("Save").click();
    assertThat(page.getByText("shared is saved")).isVisible();
    assertThat(page.locator("main")).containsText("theirs");
  }

  @Test
  void givenServer_whenRenamed_thenItsPageStaysWithIt() {
    create(TestServers.small("first"));
    open("/servers/first/configuration");
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("second");
    button("Review and save").click();
    button("Save").click();

    assertThat(page).hasURL(dashboard.url("/servers/second/configuration"));
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText("second");
  }

  @Test
  void givenSomebodyWhoMayOnlyLook_whenOnThePage_thenNothingIsOfferedThatTheyMayNotDo() {
    create(TestServers.small("looked-at"));
    page = dashboard.pageOf("vera", "viewer", "/servers/looked-at/configuration", Look.PHONE);

    assertThat(page.getByText("You may see this, but not change it")).isVisible();
    assertThat(button("Start")).hasCount(0);
    assertThat(button("Review and save")).hasCount(0);
  }
}
