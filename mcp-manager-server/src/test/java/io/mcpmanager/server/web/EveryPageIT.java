package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.mcpmanager.testkit.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Every page of a manager in which a lot has happened, in both themes, on a desktop and on a phone. */
@Requires("chromium")
final class EveryPageIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  private static Populated populated;

  @BeforeAll
  static void fill() throws Exception {
    populated = Populated.fill(dashboard, UnaryOperator.identity());
  }

  @AfterAll
  static void end() {
    populated.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(resources = "pages.csv")
  void givenPage_whenLookedAt_thenItFitsCanBeUsedByEverybodyAndSaysWhereOneIs(
      String name, String path) {
    var wrong = new ArrayList<String>();
    for (Look look : List.of(Look.DESKTOP, Look.PHONE)) {
      Page page = dashboard.signedInPage(path, look);
      settle(page);
      wrong.addAll(about(look + "", frame(page)));
      wrong.addAll(about(look + "", Axe.violations(page)));
      Screenshots.take(page, name + "-" + look);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      wrong.addAll(about(look.dark() + "", Axe.faintTexts(page)));
      Screenshots.take(page, name + "-" + look.dark());
    }
    assertThat(wrong).as("what is wrong with " + path).isEmpty();
  }

  private static List<String> about(String look, List<String> wrong) {
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
