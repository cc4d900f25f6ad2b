package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.mcpmanager.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every page of a manager in which a lot has happened, in both themes, on a desktop and on a phone. */
@Requires("chromium")
final class EveryPageIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed().whole();

  private static Populated populated;

  @BeforeAll
  static void fill() throws Exception {
    populated = Populated.fill(dashboard, UnaryOperator.identity());
  }

  @AfterAll
  static void end() {
    populated.close();
  }

  /** All in two windows that stay open, as people have them; only the first page of each has to fetch everything. */
  @TestFactory
  Stream<DynamicTest> givenPage_whenLookedAt_thenItFitsCanBeUsedByEverybodyAndSaysWhereOneIs() {
    Page desktop = dashboard.signedInPage("/", Look.DESKTOP);
    Page phone = dashboard.signedInPage("/", Look.PHONE);
    return PageTable.all().stream()
        .map(row -> DynamicTest.dynamicTest(row.path(), () -> {
          var wrong = new ArrayList<String>();
          wrong.addAll(look(desktop, row, Look.DESKTOP));
          wrong.addAll(look(phone, row, Look.PHONE));
          assertThat(wrong).as("what is wrong with " + row.path()).isEmpty();
        }));
  }

  private static List<String> look(Page page, PageTable.Row row, Look look) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    var ignored = page.navigate(dashboard.url(row.path()));
    settle(page);
    return look(page, row.name(), look);
  }

  private static List<String> look(Page page, String name, Look look) {
    var wrong = new ArrayList<String>();
    wrong.addAll(about(look, frame(page)));
    wrong.addAll(about(look, Axe.violations(page)));
    assertLive(page);
    Screenshots.take(page, name + "-" + look);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    wrong.addAll(about(look.dark(), Axe.faintTexts(page)));
    assertLive(page);
    Screenshots.take(page, name + "-" + look.dark());
    return wrong;
  }

  @Test
  void givenPalette_whenOpened_thenItCanBeUsedByEverybody() {
    Page page = dashboard.signedInPage("/servers");
    settle(page);
    page.keyboard().press("Control+k");
    Locator palette = page.getByRole(AriaRole.DIALOG);
    palette.getByRole(AriaRole.COMBOBOX).fill("serv");

    assertThat(palette.getByRole(AriaRole.OPTION).first()).isVisible();
    assertThat(look(page, "palette", Look.DESKTOP)).isEmpty();
  }

  private static List<String> about(Look look, List<String> wrong) {
    return wrong.stream().map(text -> look + ": " + text).toList();
  }

  /** Waits until the page shows what it is about. */
  static void settle(Page page) {
    assertThat(page.locator("main h1")).isVisible();
    boolean showsParts = page.url().endsWith("/styleguide");
    if (showsParts) {
      assertThat(page.getByText("A heading of the third level")).isVisible();
    }
    assertThat(page.locator(".skeletons")).hasCount(showsParts ? 1 : 0);
    assertLive(page);
  }

  /** On a busy machine axe can take so long that the page misses signs of life, and says so for a moment. */
  private static void assertLive(Page page) {
    assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
  }

  private static List<String> frame(Page page) {
    var wrong = new ArrayList<String>();
    int beyond = (int) page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    if (beyond > 0) {
      wrong.add("it is " + beyond + " pixels wider than the window: " + page.evaluate("""
          [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map((one) => one.outerHTML.slice(0, 120)).join('\\n    ')"""));
    }
    int headings = page.locator("h1:visible").count();
    if (headings != 1) {
      wrong.add("it has " + headings + " headings of the first level");
    }
    if (!page.title().matches(".+ · MCP Manager")) {
      wrong.add("its title is " + page.title());
    }
    return wrong;
  }
}
