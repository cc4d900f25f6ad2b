package io.mcpmanager.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.RequestOptions;
import io.mcpmanager.McpManager;
import io.mcpmanager.McpManagerBuilder;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.User;
import io.mcpmanager.core.config.LoadedConfig;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.Managers;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * A real manager that is really served, and a real browser that looks at it.
 *
 * <pre>
 * &#64;RegisterExtension
 * static final Dashboard dashboard = Dashboard.open();
 *
 * &#64;Test
 * void test() {
 *   Page page = dashboard.signedInPage("/servers", Look.PHONE.dark());
 * }
 * </pre>
 *
 * <p>In a static field it is one manager for the class, else one for each test. Each page is in a profile of its own and
 * closed after the test, which then fails if a page complained: of an error in a script, of something its policy forbids, of
 * a request that was refused or did not arrive. What a test provokes, it says with {@link #expect}.
 */
final class Dashboard
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  static final CallContext SYSTEM = CallContext.system("test");

  private static final Path PICTURES = Path.of("target", "browser");

  private final boolean closed;
  private final String[] settings;
  private final Function<LoadedConfig, McpManagerBuilder> built;
  private final List<BrowserContext> profiles = new ArrayList<>();
  private final Complaints complaints = new Complaints();
  private final Map<String, List<Cookie>> sessions = new HashMap<>();

  private boolean ofClass;
  private @Nullable Browser browser;
  private @Nullable Served served;

  /** The port is known here, too, since a server that has stopped has none. */
  private record Served(Path data, McpManager manager, HttpServer server, int port) {}

  private Dashboard(
      boolean closed, String[] settings, Function<LoadedConfig, McpManagerBuilder> built) {
    this.closed = closed;
    this.settings = settings;
    this.built = built;
  }

  /** Of a manager that everybody may use. */
  static Dashboard open(String... settings) {
    return new Dashboard(false, settings, config -> McpManager.builder());
  }

  /** Of a manager that lets nobody in who has not signed in. */
  static Dashboard closed(String... settings) {
    return new Dashboard(true, settings, config -> McpManager.builder());
  }

  /** The same, of a manager that is built otherwise. */
  Dashboard of(UnaryOperator<McpManagerBuilder> otherwise) {
    return new Dashboard(closed, settings, config -> otherwise.apply(built.apply(config)));
  }

  /** The same, of a manager such as {@code mcp-manager serve} has, with everything it keeps in files. */
  Dashboard whole() {
    return new Dashboard(closed, settings, Managers::toServe);
  }

  McpManager manager() {
    return served().manager;
  }

  /** The manager's folder, which is gone after it. */
  Path data() {
    return served().data;
  }

  /** Where a path of the page is. */
  String url(String path) {
    return "http://127.0.0.1:" + served().port + path;
  }

  /** The page as its administrator sees it first, on a desktop and with the light theme. */
  Page signedInPage() {
    return signedInPage("/");
  }

  Page signedInPage(String path) {
    return signedInPage(path, Look.DESKTOP);
  }

  Page signedInPage(String path, Look look) {
    return pageOf("anna", "admin", path, look);
  }

  /**
   * The page of somebody with one role, who need not exist yet; of a manager that everybody may use, just the page. All
   * pages of a user share a session: a test that ends it takes a user of its own.
   */
  Page pageOf(String user, String role, String path, Look look) {
    BrowserContext profile = profile(look);
    if (closed) {
      profile.addCookies(sessions.computeIfAbsent(user, name -> signIn(profile, name, role)));
    }
    Page page = profile.newPage();
    var ignored = page.navigate(url(path));
    return page;
  }

  /** A page of nobody yet, and nowhere yet. */
  Page newPage(Look look) {
    return profile(look).newPage();
  }

  /** The user of that name, made when there is none. */
  User user(String name, String role) {
    Access access = manager().access();
    return access.users(SYSTEM, "", 100).stream()
        .filter(user -> user.name().equals(name))
        .findFirst()
        .orElseGet(() -> access.createUser(
            SYSTEM, new Access.NewUser(name, displayName(name), "", Set.of(role), true)));
  }

  /** Says that pages will complain of something in this test, as a pattern that is found in what they say. */
  void expect(String complaint) {
    complaints.expect(complaint);
  }

  /** What pages of this test complained of so far, expected or not. */
  List<String> complaints() {
    hearOut();
    return complaints.all();
  }

  /** Ends the serving, as if the program had stopped; the manager and its servers stay. */
  void stopServing() {
    served().server.close();
  }

  /** Serves again at the same address. */
  void serveAgain() {
    Served before = served();
    before.server.close();
    HttpServer server = Assembly.serve(before.manager, config(before.data, before.port));
    served = new Served(before.data, before.manager, server, before.port);
  }

  private Served served() {
    if (served == null) {
      throw new IllegalStateException("The dashboard is only there while a test runs.");
    }
    return served;
  }

  private BrowserContext profile(Look look) {
    if (browser == null) {
      throw new IllegalStateException("The browser is only there while a test runs.");
    }
    BrowserContext profile = browser.newContext(look.options());
    profiles.add(profile);
    profile.setDefaultTimeout(Chromium.PATIENCE_MILLIS);
    complaints.listenTo(profile);
    return profile;
  }

  /** What pages have said by now is heard while they are asked something. */
  private void hearOut() {
    profiles.forEach(BrowserContext::cookies);
  }

  private List<Cookie> signIn(BrowserContext profile, String name, String role) {
    String token = manager().access().inviteUser(SYSTEM, user(name, role).id());
    var answer = profile
        .request()
        .post(
            url("/api/v1/auth/link"),
            RequestOptions.create().setHeader("Origin", url("")).setData(Map.of("token", token)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return profile.cookies();
  }

  private static String displayName(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    ofClass = true;
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    browser = Chromium.of(context);
    if (!ofClass) {
      start();
    }
  }

  private void start() throws IOException {
    Path data = Files.createTempDirectory("dashboard");
    LoadedConfig config = config(data, 0);
    McpManager manager = built.apply(config).build().start();
    HttpServer server = Assembly.serve(manager, config);
    served = new Served(data, manager, server, server.port());
  }

  private LoadedConfig config(Path data, int port) {
    var all = new ArrayList<>(List.of(settings));
    all.add("http.port");
    all.add(String.valueOf(port));
    String[] flags = all.toArray(String[]::new);
    return closed ? TestConfig.closed(data, flags) : TestConfig.open(data, flags);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (failure instanceof TestAbortedException) {
      throw failure;
    }
    String complained = String.join("\nIt complained: ", complaints.unexpected());
    throw new AssertionError(
        failure.getMessage()
            + pictures(context)
            + (complained.isEmpty() ? "" : "It complained: " + complained),
        failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    handleTestExecutionException(context, failure);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    hearOut();
    List<String> unexpected = complaints.unexpected();
    boolean failed = context.getExecutionException().isPresent();
    String pictures = unexpected.isEmpty() || failed ? "" : pictures(context);
    profiles.forEach(BrowserContext::close);
    profiles.clear();
    complaints.clear();
    if (!ofClass) {
      stop();
    }
    if (!failed) {
      assertThat(unexpected).as("what pages complained of" + pictures).isEmpty();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    stop();
  }

  private void stop() throws IOException {
    Served ended = served();
    served = null;
    sessions.clear();
    ended.server.close();
    ended.manager.close();
    delete(ended.data);
  }

  /** Keeps what the pages look like now, and says where, for the message of a failure. */
  private String pictures(ExtensionContext context) {
    String test = context.getRequiredTestClass().getSimpleName() + "-"
        + context.getRequiredTestMethod().getName();
    var text = new StringBuilder();
    int number = 0;
    for (BrowserContext profile : profiles) {
      for (Page page : profile.pages()) {
        number++;
        Path file = PICTURES.resolve(test + "-" + number + ".png");
        text.append("\nPage ").append(page.url()).append(" then: ");
        text.append(taken(page, file)).append('\n');
      }
    }
    return text.toString();
  }

  private static String taken(Page page, Path file) {
    try {
      var ignored = page.screenshot(
          new Page.ScreenshotOptions().setPath(file).setFullPage(true).setTimeout(5_000));
      return "mcp-manager-server/" + file;
    } catch (PlaywrightException gone) {
      return "no picture, " + gone.getMessage();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
