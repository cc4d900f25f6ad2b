package io.mcpmanager.examples.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real browser for the tests of a class. Each page is in a profile of its own until its test has ended, which fails if a
 * script on it did; what it looked like when a test failed is kept in {@code target/browser}.
 */
final class DashboardBrowser
    implements BeforeAllCallback, AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback {

  private static final double PATIENCE_MILLIS = 45_000;

  private final List<BrowserContext> profiles = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private @Nullable Playwright playwright;
  private @Nullable Browser browser;

  @Override
  public void beforeAll(ExtensionContext context) {
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(Path.of("/usr/bin/chromium"))
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-extensions")));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  /** A page of somebody whom the manager does not know yet. */
  Page page() {
    if (browser == null) {
      throw new IllegalStateException("The browser is only there while a test runs.");
    }
    BrowserContext profile = browser.newContext(new Browser.NewContextOptions()
        .setViewportSize(1280, 860)
        .setReducedMotion(ReducedMotion.REDUCE)
        .setLocale("en-GB")
        .setPermissions(List.of("clipboard-read", "clipboard-write")));
    profile.setDefaultTimeout(PATIENCE_MILLIS);
    profiles.add(profile);
    Page page = profile.newPage();
    page.onPageError(complaints::add);
    return page;
  }

  /** The dashboard as an administrator sees it. */
  Page signedIn(ManagerProcess manager, String path) {
    Page page = page();
    if (!manager.cookie().isEmpty()) {
      String[] parts = manager.cookie().split("=", 2);
      page.context()
          .addCookies(List.of(new com.microsoft.playwright.options.Cookie(parts[0], parts[1])
              .setUrl(manager.url("/").toString())));
    }
    var ignored = page.navigate(manager.url(path).toString());
    return page;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isEmpty()) {
      return;
    }
    String test = context.getRequiredTestMethod().getName()
        + context.getDisplayName().replaceAll("\\W+", "-");
    profiles.stream().flatMap(profile -> profile.pages().stream()).forEach(page -> {
      var ignored = page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "browser", test + ".png")));
    });
  }

  @Override
  public void afterEach(ExtensionContext context) {
    profiles.forEach(BrowserContext::close);
    profiles.clear();
    List<String> heard = List.copyOf(complaints);
    complaints.clear();
    if (context.getExecutionException().isEmpty()) {
      assertThat(heard).as("what scripts of pages failed with").isEmpty();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (browser != null && playwright != null) {
      browser.close();
      playwright.close();
    }
  }
}
