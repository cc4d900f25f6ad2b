package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SameSiteAttribute;
import com.sun.net.httpserver.HttpServer;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signing in and out with a real browser, and what pages of others can do with a session. */
@Requires("chromium")
final class SignInIT {

  private static final String PASSWORD = "seven blue kettles whistle at dawn";
  private static final String REFUSED = "status of (401|429|400)";

  @RegisterExtension
  final Dashboard dashboard = Dashboard.closed();

  private Page page;

  @BeforeEach
  void open() {
    page = dashboard.newPage(Look.DESKTOP);
  }

  private String firstLink() {
    return dashboard.url(
        "/sign-in/link#" + dashboard.manager().authentication().firstSignIn().orElseThrow());
  }

  private void go(String path) {
    var ignored = page.navigate(dashboard.url(path));
  }

  private void openLink() {
    var ignored = page.navigate(firstLink());
  }

  private Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private void signInByLink() {
    openLink();
    page.getByText("Later").click();
    assertThat(page.locator("#connection")).hasText("Live");
  }

  private void setPassword() {
    openLink();
    field("New password").fill(PASSWORD);
    button("Set password").click();
    assertThat(page.locator("#connection")).hasText("Live");
  }

  private void signInAs(String name, String password) {
    field("Name").fill(name);
    field("Password").fill(password);
    button("Sign in").click();
  }

  @Test
  void givenTheFirstLink_whenOpened_thenTheAdministratorIsWelcomedAndTheLinkIsUsedUp() {
    dashboard.expect(REFUSED);
    String link = firstLink();

    var ignored = page.navigate(link);
    assertThat(heading(page)).hasText("Welcome to MCP Manager");
    assertThat(page.getByText("You are its administrator and sign in as admin."))
        .isVisible();
    Axe.check(page);
    page.getByText("Later").click();

    assertThat(page.locator("#connection")).hasText("Live");
    assertThat(page.getByRole(
            AriaRole.LINK, new Page.GetByRoleOptions().setName("Administrator").setExact(true)))
        .isVisible();
    assertThat(page.url()).isEqualTo(dashboard.url("/"));
    var cookie = page.context().cookies().getFirst();
    assertThat(cookie.name).isEqualTo("mcp-session-" + URI.create(page.url()).getPort());
    assertThat(cookie.httpOnly).isTrue();
    assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
    assertThat(page.evaluate("document.cookie")).isEqualTo("");

    Page again = dashboard.newPage(Look.PHONE);
    var alsoIgnored = again.navigate(link);
    assertThat(again.getByRole(AriaRole.ALERT)).containsText("This link works no more");
    assertThat(again.getByLabel("Name")).isVisible();
    assertThat(again.url()).doesNotContain("mcp_l_");
    Axe.check(again);
  }

  private static Locator heading(Page page) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
  }

  @Test
  void givenALink_whenAPasswordIsSet_thenItsLengthIsJudgedAndItLetsThemInLater() {
    dashboard.expect(REFUSED);
    openLink();
    field("New password").fill("short");
    assertThat(page.getByText("5 of at least 12 characters")).isVisible();
    button("Set password").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("12");
    field("New password").fill(PASSWORD);
    assertThat(page.getByText("a good length")).isVisible();
    button("Show the new password").click();
    assertThat(field("New password")).hasAttribute("type", "text");
    button("Set password").click();
    assertThat(page.locator("#connection")).hasText("Live");
    button("Sign out").click();
    assertThat(field("Password")).isVisible();
    assertThat(page.context().cookies()).isEmpty();

    go("/system?tried=yes");
    assertThat(page).hasURL(Pattern.compile("/sign-in\\?next="));
    signInAs("admin", "wrong");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("Name or password is wrong");
    signInAs("admin", PASSWORD);

    assertThat(heading(page)).hasText("System");
    assertThat(page).hasURL(dashboard.url("/system?tried=yes"));
  }

  @Test
  void givenSomewhereElseToGoAfterwards_whenSignedIn_thenOnlyPagesOfOursAreGoneTo() {
    setPassword();
    for (String next : List.of(
        "//example.invalid/",
        "/\\example.invalid/",
        "https://example.invalid/",
        "javascript:alert(1)",
        "\t//example.invalid",
        "/.//example.invalid/",
        "/sign-in?next=/")) {
      go("/sign-in?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));

      assertThat(page.locator("#connection")).hasText("Live");
      assertThat(page.url()).as(next).isEqualTo(dashboard.url("/"));
    }
    go("/sign-in?next=%2Fservers%3Fq%3Dfiles");
    assertThat(page).hasURL(dashboard.url("/servers?q=files"));
  }

  @Test
  void givenTooManyFailures_whenTriedAgain_thenItSaysUntilWhenAndLetsThemTryThen() {
    dashboard.expect(REFUSED);
    go("/sign-in");
    for (int times = 0; times < 6; times++) {
      signInAs("nobody", "wrong " + times);
      assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
    }

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("It can be tried again at");
    Locator submit = page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Sign in")));
    assertThat(submit).isDisabled();
    assertThat(submit).hasText(Pattern.compile("in \\d+ s"));
    assertThat(submit).isEnabled();
    assertThat(page.getByRole(AriaRole.ALERT)).isHidden();
  }

  @Test
  void givenASession_whenItEnds_thenThePageLeadsToTheSignIn() {
    dashboard.expect(REFUSED);
    signInByLink();
    var access = dashboard.manager().access();
    String user = access.users(SYSTEM, "", 10).getFirst().id();

    access.sessions(SYSTEM, user).forEach(session -> access.endSession(SYSTEM, user, session.id()));

    assertThat(field("Password")).isVisible();
  }

  @Test
  void givenASession_whenThePageOfAnotherPortAsks_thenItCanNeitherReadNorChangeAnything()
      throws IOException {
    dashboard.expect(".*");
    signInByLink();
    String imports = dashboard.url("/api/v1/servers/import");
    String body = "{\"mcpServers\":{\"planted\":{\"command\":\"x\"}}}";
    HttpServer other = page("<!doctype html><form method=post enctype=text/plain action='" + imports
        + "'><input name='" + body + "' value=''></form>");
    try {
      BrowserContext profile = page.context();
      Page foreign = profile.newPage();
      var ignored = foreign.navigate("http://127.0.0.1:" + other.getAddress().getPort() + "/");
      Object read = foreign.evaluate(
          "url => fetch(url, { credentials: 'include' }).then(a => a.text(), e => 'refused')",
          dashboard.url("/api/v1/auth/session"));
      Object changed = foreign.evaluate("""
          ([url, body]) => fetch(url, { method: 'POST', credentials: 'include', mode: 'no-cors', body })
            .then(a => a.type, e => 'refused')""", List.of(imports, body));
      Object socket = foreign.evaluate("""
          url => new Promise((done) => {
            const socket = new WebSocket(url);
            socket.onopen = () => done('open');
            socket.onclose = () => done('refused');
          })""", dashboard.url("/ws").replace("http", "ws"));
      var alsoIgnored = foreign.evaluate("setTimeout(() => document.forms[0].submit(), 0)");
      foreign.waitForURL(imports);

      assertThat(read).isEqualTo("refused");
      assertThat(changed).isIn("refused", "opaque");
      assertThat(socket).isEqualTo("refused");
      assertThat(foreign.content()).doesNotContain("\"success\":true");
      assertThat(dashboard.manager().servers().list(SYSTEM, ServerQuery.ALL).total())
          .isZero();
    } finally {
      other.stop(0);
    }
  }

  private static HttpServer page(String html) throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    var ignored = other.createContext("/", exchange -> {
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
    dashboard.expect("TrustedHTML|TrustedScript|trusted-types");
    signInByLink();

    var ignored = page.evaluate("""
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
  void givenAUserWithoutRights_whenSignedIn_thenWhatTheyMayNotDoIsNotOffered() {
    Page vera = dashboard.pageOf("vera", "viewer", "/", Look.DESKTOP);

    assertThat(vera.locator("#connection")).hasText("Live");
    assertThat(vera.getByRole(
            AriaRole.LINK, new Page.GetByRoleOptions().setName("Vera").setExact(true)))
        .isVisible();
    assertThat(vera.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Servers"))
            .first())
        .isVisible();
    for (String closed : List.of("Access", "Secrets", "Audit")) {
      assertThat(vera.getByRole(
              AriaRole.LINK, new Page.GetByRoleOptions().setName(closed).setExact(true)))
          .hasCount(0);
    }
    var ignored = vera.navigate(dashboard.url("/access"));
    assertThat(vera.getByText("You may not see this page")).isVisible();
  }
}
