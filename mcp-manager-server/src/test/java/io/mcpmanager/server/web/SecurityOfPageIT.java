package io.mcpmanager.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.mcpmanager.testkit.Requires;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What servers, clients and people choose is text wherever it is shown, even if it looks like a part of a page. */
@Requires("chromium")
final class SecurityOfPageIT {

  private static final String MARK = "data-planted";

  /** Pages that show nothing at first that anybody else has chosen. */
  private static final Set<String> OWN_WORDS = Set.of(
      "add-server",
      "add-container",
      "add-paste",
      "tools",
      "audit",
      "system",
      "system-configuration",
      "system-instruments",
      "system-backups",
      "styleguide",
      "profile",
      "server-health",
      "server-metrics");

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed().whole();

  private static Populated populated;

  @BeforeAll
  static void fill() throws Exception {
    populated = Populated.fill(dashboard, SecurityOfPageIT::planted);
  }

  @AfterAll
  static void end() {
    populated.close();
  }

  private static String planted(String text) {
    return "<b " + MARK + ">" + text + "</b><img src=x onerror=window.planted=1>";
  }

  @TestFactory
  Stream<DynamicTest> givenTextsThatAreMarkup_whenShown_thenTheyStayText() {
    Page page = dashboard.signedInPage();
    return PageTable.all().stream()
        .map(row -> DynamicTest.dynamicTest(row.path(), () -> {
          var ignored = page.navigate(dashboard.url(row.path()));
          EveryPageIT.settle(page);

          assertThat(page.locator("[" + MARK + "]").count()).isZero();
          assertThat(page.evaluate("window.planted")).isNull();
          if (!OWN_WORDS.contains(row.name())) {
            assertThat(page.locator("main").textContent()).contains("<b " + MARK + ">");
          }
        }));
  }

  @Test
  void givenAnyPage_whenAsked_thenItsPolicyLetsNothingRunThatIsNotOurs() {
    Page page = dashboard.newPage(Look.DESKTOP);

    String policy =
        page.navigate(dashboard.url("/sign-in")).headers().get("content-security-policy");

    assertThat(policy)
        .contains(
            "default-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'")
        .doesNotContain("unsafe-", "*", "http:", "https:");
  }
}
