package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The browser of this machine, without a window. */
final class Chromium implements AutoCloseable {

  private final Playwright playwright;
  private final Browser browser;
  private final String script;

  private Chromium(Path program) throws IOException {
    try (InputStream text = Objects.requireNonNull(
        Chromium.class.getResourceAsStream("/dashboard/measure.js"), "measure.js is missing")) {
      script = new String(text.readAllBytes(), UTF_8);
    }
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(program)
            .setArgs(List.of("--no-sandbox")));
  }

  /** Starts it; empty where there is none. */
  static Optional<Chromium> start() throws IOException {
    Optional<Path> program = Programs.onPath("chromium");
    return program.isEmpty() ? Optional.empty() : Optional.of(new Chromium(program.get()));
  }

  String version() {
    return browser.version();
  }

  /** A page of somebody who was never here, with nothing in the cache. */
  WatchedPage open(int port) {
    return new WatchedPage(
        browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 860)),
        script,
        "http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
