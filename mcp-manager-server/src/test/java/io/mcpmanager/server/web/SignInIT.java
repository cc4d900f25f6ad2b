package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.SameSiteAttribute;
import com.sun.net.httpserver.HttpServer;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in and out with a real browser, and what pages of others can do with a session. */
final class SignInIT {

  private static final double PATIENCE_MILLIS = 20_000;
  private static final CallContext SYSTEM = CallContext.system("test");

  private static Playwright playwright;
  private static Browser browser;

  private final List<String> complaints = new ArrayList<>();
  private McpManager manager;
  private io.mcpmanager.server.http.HttpServer server;
  private BrowserContext profile;
  private Page page;
  private String base;

  @BeforeAll
  static void openBrowser() {
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(Path.of("/usr/bin/chromium"))
            .setArgs(List.of("--no-sandbox")));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
    playwright.close();
  }

  @BeforeEach
  void start(@TempDir Path data) {
    manager = McpManager.builder().build().start();
    server = Assembly.serve(manager, TestConfig.closed(data));
    base = "http://127.0.0.1:" + server.port();
    profile = browser.newContext();
    page = profile.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      // what the browser says of refused requests is no fault of the page
      if (message.type().equals("error") && !message.text().contains("the server responded with")) {
        complaints.add(message.text());
      }
    });
  }

  @AfterEach
  void stop() {
    profile.close();
    server.close();
    manager.close();
  }

  private void signInByLink() {
    page.navigate(
        base + "/sign-in/link#" + manager.authentication().firstSignIn().orElseThrow());
    page.locator("#later").click();
    assertThat(page.locator("#connection")).hasText("Live");
  }

  @Test
  void givenTheFirstLink_whenOpened_thenTheDashboardIsThereAndTheLinkIsUsedUp() {
    String link =
        base + "/sign-in/link#" + manager.authentication().firstSignIn().orElseThrow();

    page.navigate(link);
    page.locator("#later").click();

    assertThat(page.locator("#connection")).hasText("Live");
    assertThat(page.locator("#account-name")).hasText("Administrator");
    assertThat(page.locator("#open")).isHidden();
    assertThat(page.url()).isEqualTo(base + "/");
    var cookie = profile.cookies().getFirst();
    assertThat(cookie.name).isEqualTo("mcp-session-" + server.port());
    assertThat(cookie.httpOnly).isTrue();
    assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
    assertThat(page.evaluate("document.cookie")).isEqualTo("");

    try (BrowserContext other = browser.newContext()) {
      Page again = other.newPage();
      again.navigate(link);
      assertThat(again.locator("#failed")).isVisible();
      assertThat(again.locator("#form")).isVisible();
      assertThat(again.url()).doesNotContain("mcp_l_");
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void givenNobody_whenTheDashboardIsOpened_thenTheySignInByPasswordAndComeBack() {
    page.navigate(
        base + "/sign-in/link#" + manager.authentication().firstSignIn().orElseThrow());
    page.locator("#wanted").fill("short");
    page.locator("#wanted").press("Enter");
    assertThat(page.locator("#failed")).containsText("12");
    String password = "seven blue kettles whistle at dawn";
    page.locator("#wanted").fill(password);
    page.locator("#wanted").press("Enter");
    assertThat(page.locator("#connection")).hasText("Live");
    String name = manager.access().users(SYSTEM, "", 10).getFirst().name();
    page.locator("#sign-out").click();
    assertThat(page.locator("#form")).isVisible();
    assertThat(profile.cookies()).isEmpty();

    page.navigate(base + "/#system");
    assertThat(page.locator("#form")).isVisible();
    page.locator("#name").fill(name);
    page.locator("#password").fill("wrong");
    page.locator("#password").press("Enter");
    assertThat(page.locator("#failed")).isVisible();
    page.locator("#password").fill(password);
    page.locator("#password").press("Enter");

    assertThat(page.locator("#page-system")).isVisible();
    assertThat(page.locator("#connection")).hasText("Live");
    assertThat(complaints).isEmpty();
  }

  @Test
  void givenASession_whenItEnds_thenThePageLeadsToTheSignIn() {
    signInByLink();
    String user = manager.access().users(SYSTEM, "", 10).getFirst().id();

    manager.access().sessions(SYSTEM, user).forEach(session -> manager
        .access()
        .endSession(SYSTEM, user, session.id()));

    assertThat(page.locator("#form")).isVisible();
    assertThat(complaints).isEmpty();
  }

  @Test
  void givenASession_whenThePageOfAnotherPortAsks_thenItCanNeitherReadNorChangeAnything()
      throws IOException {
    signInByLink();
    String body = "{\"mcpServers\":{\"planted\":{\"command\":\"x\"}}}";
    String evil = "<!doctype html><form method=post enctype=text/plain action='" + base
        + "/api/v1/servers/import'><input name='" + body + "' value=''></form>";
    HttpServer other = page(evil);
    try {
      Page foreign = profile.newPage();
      foreign.navigate("http://127.0.0.1:" + other.getAddress().getPort() + "/");
      Object read = foreign.evaluate(
          "url => fetch(url, { credentials: 'include' }).then(a => a.text(), e => 'refused')",
          base + "/api/v1/auth/session");
      Object changed = foreign.evaluate("""
          ([url, body]) => fetch(url, { method: 'POST', credentials: 'include', mode: 'no-cors', body })
            .then(a => a.type, e => 'refused')""", List.of(base + "/api/v1/servers/import", body));
      Object socket = foreign.evaluate("""
          url => new Promise((done) => {
            const socket = new WebSocket(url);
            socket.onopen = () => done('open');
            socket.onclose = () => done('refused');
          })""", base.replace("http", "ws") + "/ws");
      foreign.evaluate("setTimeout(() => document.forms[0].submit(), 0)");
      foreign.waitForURL(base + "/api/v1/servers/import");

      assertThat(read).isEqualTo("refused");
      assertThat(changed).isIn("refused", "opaque");
      assertThat(socket).isEqualTo("refused");
      assertThat(foreign.content()).doesNotContain("\"success\":true");
      assertThat(manager.servers().list(SYSTEM, ServerQuery.ALL).total()).isZero();
    } finally {
      other.stop(0);
    }
  }

  private static HttpServer page(String html) throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    other.createContext("/", exchange -> {
      byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    other.start();
    return other;
  }

  @Test
  void givenThePage_whenScriptsAreSlippedIn_thenTheyDoNotRun() {
    signInByLink();

    page.evaluate("""
        () => {
          window.ran = [];
          const inline = document.createElement('div');
          try { inline.innerHTML = '<img src=x onerror="window.ran.push(1)">'; } catch { /* trusted types */ }
          document.body.append(inline);
          const script = document.createElement('script');
          try { script.textContent = 'window.ran.push(2)'; } catch { /* trusted types */ }
          document.body.append(script);
          // later, for what the test itself runs may do that
          setTimeout(() => {
            try { new Function('window.ran.push(3)')(); } catch { document.body.dataset.over = 'yes'; }
          }, 50);
        }""");

    assertThat(page.locator("body[data-over=yes]")).isVisible();
    assertThat(page.evaluate("window.ran.length")).isEqualTo(0);
  }

  @Test
  void givenAUserWithoutRights_whenSignedIn_thenTheDashboardSaysSoAndDoesNotBreak() {
    var user = manager
        .access()
        .createUser(SYSTEM, new Access.NewUser("vera", "Vera", "", Set.of("viewer"), true));

    page.navigate(base + "/sign-in/link#" + manager.access().inviteUser(SYSTEM, user.id()));
    page.locator("#later").click();

    assertThat(page.locator("#account-name")).hasText("Vera");
    assertThat(page.locator("#connection")).hasText("Live");
  }
}
