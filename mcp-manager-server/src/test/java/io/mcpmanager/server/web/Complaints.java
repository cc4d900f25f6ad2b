package io.mcpmanager.server.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What pages complained of: errors in scripts, what their policy forbids, requests that were refused or did not arrive. */
final class Complaints {

  private static final String LOUD_VIOLATIONS = """
      addEventListener('securitypolicyviolation', (e) => console.error(
        'The content security policy forbids ' + e.violatedDirective + ': ' + e.blockedURI + ' ' + e.sample));""";

  private final List<String> all = new ArrayList<>();
  private final List<Pattern> expected = new ArrayList<>();

  void listenTo(BrowserContext profile) {
    profile.addInitScript(LOUD_VIOLATIONS);
    profile.onConsoleMessage(this::hear);
    profile.onWebError(error -> all.add("Uncaught: " + error.error()));
    profile.onRequestFailed(this::hear);
  }

  private void hear(ConsoleMessage message) {
    if (message.type().equals("error")) {
      all.add(message.text() + " (" + message.location() + ")");
    }
  }

  private void hear(Request failed) {
    // a page that is left gives up what it still asked for
    if (!failed.failure().contains("ERR_ABORTED")) {
      all.add("Failed: " + failed.method() + " " + failed.url() + ": " + failed.failure());
    }
  }

  void expect(String pattern) {
    expected.add(Pattern.compile(pattern));
  }

  List<String> all() {
    return List.copyOf(all);
  }

  List<String> unexpected() {
    return all.stream()
        .filter(text -> expected.stream().noneMatch(one -> one.matcher(text).find()))
        .toList();
  }

  void clear() {
    all.clear();
    expected.clear();
  }
}
