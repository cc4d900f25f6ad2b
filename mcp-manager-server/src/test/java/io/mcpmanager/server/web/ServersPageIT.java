package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.testkit.Requires;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All servers: found, chosen, and commanded, one or many. */
@Requires("chromium")
final class ServersPageIT {

  private static final int MANY = 300;

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  @BeforeAll
  static void fill() {
    for (int i = 0; i < MANY; i++) {
      create("many-%03d".formatted(i), Map.of("team", i % 2 == 0 ? "even" : "odd"));
    }
  }

  @Test
  void givenManyServers_whenTheListIsShown_thenOnlyThoseNearTheWindowAreInTheDocument() {
    Page page = open("?q=many");

    assertThat(table(page)).hasAttribute("aria-rowcount", String.valueOf(MANY + 1));
    assertThat(page.getByRole(AriaRole.ROWHEADER).count()).isLessThan(60);
    page.keyboard().press("End");

    assertThat(link(page, "many-299")).isVisible();
    assertThat(page.getByRole(AriaRole.ROWHEADER).count()).isLessThan(60);
  }

  @Test
  void givenFilters_whenTheyAreSet_thenTheyStandInTheAddressAndSurviveAReload() {
    Page page = open("");

    page.getByLabel("Search name, command or label").fill("many-01");
    page.getByLabel("Label", new Page.GetByLabelOptions().setExact(true)).selectOption("team=odd");

    assertThat(page.getByRole(AriaRole.ROWHEADER)).hasCount(5);
    assertThat(page).hasURL(Pattern.compile("q=many-01.*label=team%3Dodd"));
    page.reload();
    assertThat(page.getByRole(AriaRole.ROWHEADER)).hasCount(5);
    button(page, "Clear filters").click();
    assertThat(page).hasURL(Pattern.compile("/servers$"));
  }

  @Test
  void givenFiltersThatNothingPasses_whenShown_thenThePageSaysSoAndOffersTheWayBack() {
    Page page = open("?q=there-is-no-such-server");

    assertThat(page.getByText("No server passes the filters")).isVisible();
    page.locator(".empty").getByRole(AriaRole.BUTTON).click();

    assertThat(table(page)).isVisible();
  }

  @Test
  void givenCards_whenTheyAreChosen_thenTheChoiceIsKept() {
    Page page = open("?q=many-00");

    button(page, "Cards").click();
    assertThat(page.getByRole(AriaRole.LISTITEM).filter(with("many-007"))).isVisible();
    page.reload();

    assertThat(button(page, "Cards")).hasAttribute("aria-pressed", "true");
    Axe.check(page);
  }

  @Test
  void givenChosenServers_whenDisabledAndTakenBack_thenBothAreDoneAndTold() {
    Page page = open("?q=many-1");
    choose(page, "many-100").click();
    choose(page, "many-103")
        .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
    page.getByLabel("Search name, command or label").fill("many-10");
    choose(page, "many-104").click();
    page.getByLabel("Search name, command or label").fill("many-104");
    Locator bar = group(page, "Selected servers");
    assertThat(bar).containsText("5 selected (4 not shown)");
    Axe.check(page);

    bar.getByRole(AriaRole.BUTTON, named("Disable")).click();

    Locator runs =
        page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Commands for many"));
    assertThat(runs).containsText("Disabled 5 servers");
    assertThat(server("many-102").definition().enabled()).isFalse();
    runs.getByRole(AriaRole.BUTTON, named("Undo")).click();
    assertThat(runs).containsText("Undone for 5 servers");
    assertThat(server("many-102").definition().enabled()).isTrue();
  }

  @Test
  void givenRunThatFailsInPart_whenOver_thenEachFailureHasItsReason() {
    dashboard.expect("status of 4");
    var ignored = dashboard
        .manager()
        .servers()
        .create(
            SYSTEM,
            ServerDefinition.of("never-there", ProcessLaunch.of("/no/such/program-anywhere")));
    Page page = open("?q=never-there");
    choose(page, "never-there").click();

    group(page, "Selected servers").getByRole(AriaRole.BUTTON, named("Start")).click();

    assertThat(page.getByText("Why 1 server failed")).isVisible();
    assertThat(page.locator(".run-failed")).containsText("never-there");
    assertThat(page.locator(".run-failed")).containsText("/no/such/program-anywhere");
    assertThat(page.getByRole(AriaRole.ROW).filter(with("never-there"))).containsText("error");
  }

  @Test
  void givenMenuOfAServer_whenUsedByKeyboard_thenItWorksAndGivesTheFocusBack() {
    Page page = open("?q=many-20");
    Locator more = button(page, "More for many-200");
    more.focus();
    page.keyboard().press("ArrowDown");
    assertThat(page.getByRole(AriaRole.MENU)).isVisible();
    Axe.check(page);

    page.keyboard().press("d");
    assertThat(item(page, "Disable")).isFocused();
    page.keyboard().press("d");
    assertThat(item(page, "Duplicate…")).isFocused();
    page.keyboard().press("Escape");

    assertThat(page.getByRole(AriaRole.MENU)).isHidden();
    assertThat(more).isFocused();
    more.click();
    item(page, "Disable").click();
    assertThat(page.getByText("many-200 is disabled", exactly())).isVisible();
    button(page, "Undo").click();
    assertThat(page.getByText("many-200 is as it was before", exactly())).isVisible();
    assertThat(server("many-200").definition().enabled()).isTrue();
  }

  @Test
  void givenServer_whenDuplicatedAndDeleted_thenTheQuestionNamesWhatIsLost() {
    create("to-copy", Map.of());
    Page page = open("?q=to-copy");
    button(page, "More for to-copy").click();
    item(page, "Duplicate…").click();
    assertThat(page.getByLabel("Name of the copy")).hasValue("to-copy-copy");
    button(page, "Duplicate").click();
    assertThat(link(page, "to-copy-copy")).isVisible();

    button(page, "More for to-copy-copy").click();
    item(page, "Delete…").click();

    Locator question = page.getByRole(AriaRole.ALERTDIALOG);
    assertThat(question).containsText("its log and its health history");
    assertThat(button(page, "Cancel")).isFocused();
    button(page, "Delete to-copy-copy").click();
    assertThat(link(page, "to-copy-copy")).isHidden();
    assertThat(dashboard.manager().servers().findByName(SYSTEM, "to-copy-copy")).isEmpty();
  }

  @Test
  void givenRows_whenMovedThroughByKeys_thenTheFocusMovesAndEnterOpens() {
    Page page = open("?q=many-");
    link(page, "many-000").focus();

    page.keyboard().press("j");
    page.keyboard().press("ArrowDown");
    assertThat(link(page, "many-002")).isFocused();
    page.keyboard().press("x");
    assertThat(choose(page, "many-002")).isChecked();
    page.keyboard().press("k");
    page.keyboard().press("Enter");

    assertThat(page).hasURL(Pattern.compile("/servers/many-001$"));
  }

  @Test
  void givenSomebodyWhoMayOnlyLook_whenTheyLook_thenNothingIsOfferedThatTheyMayNotDo() {
    Page page = dashboard.pageOf("vera", "viewer", "/servers?q=many-29", Look.DESKTOP);
    assertThat(link(page, "many-299")).isVisible();

    assertThat(page.getByRole(AriaRole.CHECKBOX)).hasCount(0);
    assertThat(page.getByText("Add a server")).hasCount(0);
    assertThat(button(page, "Start many-299")).hasCount(0);
    button(page, "More for many-299").click();
    assertThat(page.getByRole(AriaRole.MENUITEM)).hasText(new String[] {"Copy gateway URL"});
  }

  private static Page open(String query) {
    Page page = dashboard.signedInPage("/servers" + query);
    assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
    return page;
  }

  private static void create(String name, Map<String, String> labels) {
    var ignored = dashboard
        .manager()
        .servers()
        .create(
            SYSTEM,
            ServerDefinition.of(name, ProcessLaunch.of(TestServers.java())).withLabels(labels));
  }

  private static Server server(String name) {
    return dashboard.manager().servers().findByName(SYSTEM, name).orElseThrow();
  }

  private static Locator table(Page page) {
    return page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Servers"));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(
        AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator item(Page page, String name) {
    return page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator group(Page page, String name) {
    return page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator choose(Page page, String name) {
    return page.getByLabel("Select " + name, new Page.GetByLabelOptions().setExact(true));
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Locator.FilterOptions with(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }
}
