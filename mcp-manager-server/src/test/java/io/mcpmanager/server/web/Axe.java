package io.mcpmanager.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Looks for what keeps people from using a page, by the rules of WCAG 2.2 AA and good practice. */
final class Axe {

  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
  private static final String RUN = """
      async (rules) => {
        const found = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
        return found.violations.flatMap((rule) => rule.nodes.map((node) =>
          `${rule.id}: ${rule.help}\\n    ${node.html.slice(0, 200)}\\n    ${node.failureSummary.replaceAll('\\n', ' ')}`));
      }""";

  private Axe() {}

  /** Fails if the page as it is now breaks a rule. */
  static void check(Page page) {
    assertThat(violations(page)).as("what axe found at " + page.url()).isEmpty();
  }

  /** What of the page as it is now breaks a rule: one text for each element. */
  static List<String> violations(Page page) {
    return violations(page, Map.of("type", "tag", "values", RULES));
  }

  /** Which texts can't be read well on their ground; all that another theme can change. */
  static List<String> faintTexts(Page page) {
    return violations(page, Map.of("type", "rule", "values", List.of("color-contrast")));
  }

  private static List<String> violations(Page page, Map<String, Object> rules) {
    if (!Boolean.TRUE.equals(page.evaluate("'axe' in window"))) {
      var ignored = page.evaluate(script());
    }
    return ((List<?>) page.evaluate(RUN, rules)).stream().map(String::valueOf).toList();
  }

  private static String script() {
    try (InputStream in =
        Objects.requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
