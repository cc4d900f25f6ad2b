package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.event.EventCategory;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happened and what happens, on its page. */
@Requires("chromium")
final class EventsPageIT {

  @RegisterExtension
  final Dashboard dashboard = Dashboard.open();

  private Page page;

  @BeforeEach
  void open() {
    create("first");
    page = dashboard.signedInPage("/events");
    assertThat(list()).containsText("first");
  }

  @Test
  void givenFilter_whenMoreHappens_thenOnlyWhatPassesIsShownAndTheAddressKeepsIt() {
    page.getByLabel("Find text").fill("second");
    assertThat(page.getByText("No event passes the filter")).isVisible();
    assertThat(page).hasURL(Pattern.compile(".*\\?q=second"));

    create("third");
    create("second");

    assertThat(list().getByRole(AriaRole.LISTITEM)).hasCount(1);
    var ignored = page.reload();
    assertThat(list().getByRole(AriaRole.LISTITEM)).hasCount(1);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Clear"))
        .click();
    assertThat(list()).containsText("third");
  }

  @Test
  void
      givenTimes_whenSetToAnotherDay_thenOnlyItsEventsPassAlsoOfThoseThatComeAndTheAddressKeepsThem() {
    page.getByLabel("Until").fill("2020-01-02T00:00");
    assertThat(page).hasURL(Pattern.compile("\\?to=20(19|20)-"));
    assertThat(page.getByText("No event passes the filter")).isVisible();
    create("too-late");
    page.getByLabel("From").fill("2020-01-01T00:00");
    assertThat(page).hasURL(Pattern.compile("from=20(19|20)-"));

    var ignored = page.reload();

    assertThat(page.getByText("No event passes the filter")).isVisible();
    assertThat(page.getByLabel("From")).hasValue("2020-01-01T00:00");
    page.getByLabel("Until").fill("2120-01-01T00:00");
    assertThat(list()).containsText("too-late");
    create("in-time");
    assertThat(list()).containsText("in-time");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Clear"))
        .click();
    assertThat(page.getByLabel("From")).hasValue("");
    assertThat(page).hasURL(Pattern.compile("/events$"));
  }

  @Test
  void givenPause_whenMoreHappens_thenItWaitsUntilItGoesOn() {
    button("Pause").click();

    create("second");

    assertThat(page.getByText("1 event came since.")).isVisible();
    assertThat(list()).not().containsText("second");
    button("Go on").first().click();
    assertThat(list()).containsText("second");
  }

  @Test
  void givenConnectionLost_whenItComesBack_thenNothingIsMissing() {
    dashboard.expect("WebSocket|ERR_|Failed to load|status of 5");
    dashboard.stopServing();
    assertThat(page.getByText(Pattern.compile("Reconnecting…|Manager stopped")).first())
        .isVisible();
    create("meanwhile");

    dashboard.serveAgain();

    assertThat(list()).containsText("meanwhile");
    create("afterwards");
    assertThat(list()).containsText("afterwards");
    assertThat(list()
            .getByRole(AriaRole.LISTITEM)
            .filter(new Locator.FilterOptions().setHasText("meanwhile")))
        .hasCount(1);
  }

  @Test
  void givenEvent_whenOpened_thenAllOfItIsShown() {
    list().getByRole(AriaRole.BUTTON).first().click();

    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Correlation");
    assertThat(dialog.getByRole(AriaRole.REGION)).containsText("\"server.created\"");
    page.keyboard().press("Escape");
    assertThat(list().getByRole(AriaRole.BUTTON).first()).isFocused();
  }

  @Test
  void givenFilter_whenExported_thenTheFileHasWhatPasses() throws Exception {
    create("second");
    page.getByLabel("Find text").fill("second");
    assertThat(list().getByRole(AriaRole.LISTITEM)).hasCount(1);

    Download file = page.waitForDownload(() -> page.getByRole(
            AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("as NDJSON")))
        .click());

    assertThat(Files.readAllLines(file.path()))
        .singleElement()
        .asString()
        .contains("\"serverName\":\"second\"");
  }

  @Test
  void givenChoices_whenLookedAt_thenTheyAreTheTypesAndCategoriesThatThereAre() {
    assertThat(choices("Type"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(EventType.values()).map(EventType::text).toList());
    assertThat(choices("Category"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(EventCategory.values()).map(EventCategory::text).toList());
  }

  private List<String> choices(String label) {
    List<String> texts = page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
        .locator("option")
        .allTextContents();
    return texts.subList(1, texts.size());
  }

  private void create(String name) {
    var ignored = dashboard
        .manager()
        .servers()
        .create(SYSTEM, ServerDefinition.of(name, ProcessLaunch.of("cat")));
  }

  private Locator list() {
    return page.getByRole(
        AriaRole.LIST, new Page.GetByRoleOptions().setName("Events, newest first"));
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
