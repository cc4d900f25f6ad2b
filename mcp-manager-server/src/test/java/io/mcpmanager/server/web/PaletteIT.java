package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.testkit.Requires;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Finding and doing things by keys alone. */
@Requires("chromium")
final class PaletteIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  @BeforeAll
  static void addServers() {
    for (String name : new String[] {"files", "mail-archive", "search"}) {
      var ignored = dashboard.manager().servers().create(SYSTEM, TestServers.small(name));
    }
  }

  @Test
  void givenPalette_whenAServerIsNamedByAFewLetters_thenItIsStartedAndRemembered() {
    Page page = dashboard.signedInPage("/");
    assertThat(heading(page, "Overview")).isVisible();
    page.keyboard().press("Control+k");
    Locator field = page.getByRole(AriaRole.COMBOBOX, named("Find pages"));
    assertThat(field).isFocused();
    field.fill("start mlarch");

    Locator option = results(page);
    assertThat(option).hasCount(1);
    assertThat(option).hasAttribute("aria-selected", "true");
    assertThat(field).hasAttribute("aria-activedescendant", option.getAttribute("id"));
    assertThat(Axe.violations(page)).isEmpty();
    page.keyboard().press("Enter");
    assertThat(page.getByText("mail-archive is running").first()).isVisible();

    page.keyboard().press("Control+k");
    field.fill("search");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("/servers/search$"));
    page.keyboard().press("Control+k");
    assertThat(results(page).first()).containsText(Pattern.compile("search.*Recent"));
    page.keyboard().press("Escape");
    assertThat(field).hasCount(0);
  }

  @Test
  void givenKeys_whenPressed_thenTheyLeadToPagesAndKeepStillWhileSomebodyTypes() {
    Page page = dashboard.signedInPage("/");
    assertThat(heading(page, "Overview")).isVisible();
    page.keyboard().press("g");
    page.keyboard().press("s");
    assertThat(heading(page, "Servers")).isVisible();

    Locator search = page.getByRole(AriaRole.SEARCHBOX).first();
    assertThat(search).isVisible();
    page.keyboard().press("/");
    assertThat(search).isFocused();
    page.keyboard().type("g e?");
    assertThat(search).hasValue("g e?");
    assertThat(heading(page, "Servers")).isVisible();

    page.getByRole(AriaRole.MAIN).focus();
    page.keyboard().press("?");
    Locator keys = page.getByRole(AriaRole.DIALOG, named("Keyboard shortcuts"));
    assertThat(keys).containsText("g h");
    assertThat(Axe.violations(page)).isEmpty();
    keys.getByLabel("Keys of one letter work").uncheck();
    page.keyboard().press("Escape");
    assertThat(keys).hasCount(0);
    page.keyboard().press("?");
    assertThat(keys).hasCount(0);
    page.reload();
    assertThat(heading(page, "Servers")).isVisible();
    page.keyboard().press("g");
    page.keyboard().press("e");
    page.keyboard().press("Control+k");
    assertThat(page.getByRole(AriaRole.COMBOBOX, named("Find pages"))).isFocused();
    assertThat(page).hasURL(Pattern.compile("/servers(\\?.*)?$"));
  }

  @Test
  void givenWhoMayOnlyRead_whenSearching_thenWhatTheyMayNotDoIsNotOffered() {
    Page page = dashboard.pageOf("vera", "viewer", "/", Look.DESKTOP);
    assertThat(heading(page, "Overview")).isVisible();
    page.keyboard().press("Control+k");
    page.getByRole(AriaRole.COMBOBOX, named("Find pages")).fill("start files");

    assertThat(page.getByText("Nothing fits")).isVisible();
    page.getByRole(AriaRole.COMBOBOX, named("Find pages")).fill("files");
    assertThat(results(page)).hasCount(1);
    assertThat(results(page).textContent()).contains("Server");
  }

  private static Locator results(Page page) {
    return page.getByRole(AriaRole.LISTBOX, named("Results")).getByRole(AriaRole.OPTION);
  }

  private static Locator heading(Page page, String name) {
    return page.getByRole(AriaRole.HEADING, named(name).setLevel(1));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }
}
