package io.mcpmanager.examples.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard shows of a manager that is gone, and how it goes on when there is one again. */
@Requires("chromium")
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs signals")
final class LostManagerIT {

  // it takes two seconds; the rest is for a machine that does a lot besides
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @RegisterExtension
  static final DashboardBrowser browser = new DashboardBrowser();

  @TempDir
  private Path folder;

  @Test
  void givenOpenPage_whenTheManagerIsKilledAndStartsAgain_thenThePageSaysSoAndMissesNothing()
      throws Exception {
    int port;
    Page page;
    try (var manager = ManagerProcess.start(folder)) {
      port = manager.port();
      add(manager, "before");
      page = browser.signedIn(manager, "/events");
      assertThat(event(page, "before")).isVisible();
      markDocument(page);

      long killed = System.nanoTime();
      manager.kill();
      assertThatItIsShownAsStopped(page, killed);
    }

    try (var manager = ManagerProcess.startAt(folder, port)) {
      // what happens before the page is back is not lost on it
      add(manager, "meanwhile");
      assertThatItIsShownAsLive(page);
      assertThat(event(page, "meanwhile")).isVisible();
      add(manager, "after");
      assertThat(event(page, "after")).isVisible();
      assertThatTheDocumentIsTheSame(page);
      page.getByRole(AriaRole.LINK, PageParts.ofPage("Servers")).click();
      for (String name : List.of("before", "meanwhile", "after")) {
        assertThat(PageParts.link(page, name)).isVisible();
      }
    }
  }

  @Test
  void givenOpenPage_whenTheManagerIsFrozenAndGoesOn_thenThePageSaysSoAndComesBackByItself()
      throws Exception {
    try (var manager = ManagerProcess.start(folder)) {
      Page page = browser.signedIn(manager, "/servers");
      assertThatItIsShownAsLive(page);
      markDocument(page);

      long frozen = System.nanoTime();
      signal(manager, "STOP");
      try {
        assertThatItIsShownAsStopped(page, frozen);
      } finally {
        signal(manager, "CONT");
      }
      assertThatItIsShownAsLive(page);
      add(manager, "after");

      assertThat(PageParts.link(page, "after")).isVisible();
      assertThatTheDocumentIsTheSame(page);
    }
  }

  private static void assertThatItIsShownAsStopped(Page page, long since) {
    assertThat(page.getByRole(AriaRole.ALERT)
            .filter(new Locator.FilterOptions().setHasText("The manager does not answer")))
        .isVisible();
    assertThat(connection(page)).hasText("Manager stopped");
    Duration took = Duration.ofNanos(System.nanoTime() - since);
    System.Logger log = System.getLogger(LostManagerIT.class.getName());
    log.log(System.Logger.Level.INFO, "Shown as stopped after {0} ms", took.toMillis());
    assertThat(took).isLessThan(PATIENCE);
  }

  private static void assertThatItIsShownAsLive(Page page) {
    assertThat(connection(page)).hasText("Live");
    assertThat(page.getByText("The manager does not answer")).isHidden();
  }

  private static Locator connection(Page page) {
    return page.getByRole(AriaRole.NAVIGATION, PageParts.ofPage("Pages"))
        .getByRole(AriaRole.STATUS);
  }

  private static Locator event(Page page, String server) {
    return page.getByRole(AriaRole.LISTITEM)
        .filter(new Locator.FilterOptions().setHasText(server))
        .filter(new Locator.FilterOptions().setHasText("server.created"));
  }

  private static void markDocument(Page page) {
    var ignored = page.evaluate("window.sameDocument = true");
  }

  private static void assertThatTheDocumentIsTheSame(Page page) {
    assertThat(page.evaluate("window.sameDocument"))
        .as("it was not loaded anew")
        .isEqualTo(true);
  }

  private static void add(ManagerProcess manager, String name) throws Exception {
    manager.add(name, List.of("sh", "-c", ShellServer.SCRIPT), Map.of());
  }

  private static void signal(ManagerProcess manager, String name)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(manager.pid())).start();
    assertThat(kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
