package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.server.Assembly;
import io.mcpmanager.server.TestConfig;
import io.mcpmanager.server.http.HttpServer;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, against a real manager that runs real processes. */
@Requires("chromium")
final class PageIT {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final double PATIENCE_MILLIS = 30_000;

  private static Playwright playwright;
  private static Browser browser;

  private final List<String> complaints = new ArrayList<>();
  private McpManager manager;
  private HttpServer server;
  private Page page;

  @BeforeAll
  static void openBrowser() {
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(CHROMIUM)
            .setArgs(List.of("--no-sandbox")));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
    playwright.close();
  }

  @BeforeEach
  void openPage(@TempDir Path data) {
    manager = McpManager.builder().build().start();
    server = Assembly.serve(manager, TestConfig.open(data));
    page = browser.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.navigate("http://127.0.0.1:" + server.port() + "/");
  }

  @AfterEach
  void close() {
    page.close();
    server.close();
    manager.close();
  }

  @Test
  void givenNoServers_whenOneIsAddedByForm_thenItRunsAndCanBeStoppedAndDeleted() {
    assertThat(page.getByText("No servers yet")).isVisible();
    assertThat(page.locator("#connection")).hasText("Live");

    add("small", JAVA.toString(), "-cp", testClasses(), SmallServer.class.getName());

    Locator row = page.locator(".server");
    assertThat(row.locator(".badge").first()).hasText("running");
    assertThat(row).containsText("1 tool");
    assertThat(page.locator("#log")).containsText("<b>ready</b> to serve");
    assertThat(page.locator("#events")).containsText("starting → running");

    button("Stop small").click();
    assertThat(row.locator(".badge").first()).hasText("stopped");

    button("Delete small").click();
    page.locator("#confirm-yes").click();
    assertThat(page.getByText("No servers yet")).isVisible();
    assertThat(complaints).isEmpty();
  }

  @Test
  void givenTextsThatAreMarkup_whenShown_thenTheyStayText() {
    add("small", JAVA.toString(), "-cp", testClasses(), SmallServer.class.getName());

    assertThat(page.locator("#facts")).containsText("<i>small</i> 1");
    page.locator("#tools-title").click();
    assertThat(page.locator("#tool-list")).containsText("<script>alert(1)</script> says hello");
    assertThat(page.locator("#log")).containsText("<b>ready</b>");
    assertThat(page.locator("main b, main i, main script")).hasCount(0);

    page.locator("#add").click();
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true))
        .first()
        .fill("<img src=x>");
    submit();
    assertThat(page.locator("#p-name-wrong")).containsText("1 to 48 characters");
    assertThat(page.locator("main img, dialog img")).hasCount(0);
  }

  @Test
  void givenEmptyForm_whenSubmitted_thenEachProblemIsNextToItsField() {
    page.locator("#add").click();
    submit();

    assertThat(page.locator("#p-name")).hasAttribute("aria-invalid", "true");
    assertThat(page.locator("#p-name-wrong")).isVisible();
    assertThat(page.locator("#p-name")).isFocused();
    assertThat(page.locator("#add-dialog")).isVisible();
  }

  @Test
  void givenServerThatCannotStart_whenAdded_thenItsFailureAndLastLinesAreShown() {
    add("broken", JAVA.toString(), "no.such.Program");

    assertThat(page.locator(".server .badge").first()).hasText(Pattern.compile("error|starting"));
    assertThat(page.locator("#failure-lines")).containsText("no.such.Program");
    assertThat(page.locator("#failure-facts")).containsText("exit status 1");
  }

  @Test
  void givenConfigurationOfAClient_whenPasted_thenItsServersRun() {
    page.locator("#add").click();
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Paste JSON"))
        .click();
    page.locator("#j-json")
        .fill("{\"mcpServers\":{\"pasted\":{\"command\":\"" + JAVA + "\",\"args\":[\"-cp\",\""
            + testClasses() + "\",\"" + SmallServer.class.getName() + "\"]}}}");
    page.locator("#form-paste [type=submit]").click();

    assertThat(page.locator(".server")).containsText("pasted");
    assertThat(page.locator(".server .badge").first()).hasText("running");
  }

  @Test
  void givenSeveralServers_whenSomeAreChosen_thenTheyAreStartedUndoneAndDeletedTogether() {
    for (String name : List.of("one", "two", "three")) {
      create(name, JAVA.toString(), "-cp", testClasses(), SmallServer.class.getName());
    }
    create("broken", JAVA.toString(), "no.such.Program");
    assertThat(page.locator("#bulk-bar")).isHidden();

    page.locator("#choose-all").focus();
    page.keyboard().press("Space");
    assertThat(page.locator("#bulk-count")).hasText("4 selected");
    page.keyboard().press("Escape");
    assertThat(page.locator("#bulk-bar")).isHidden();

    page.locator("#server-search").fill("SmallServer");
    page.getByText("Select the 3 shown").click();
    page.locator("#server-search").fill("");
    page.getByLabel("Select broken").check();
    page.locator("[data-command=start]").click();

    assertThat(page.locator(".run-title")).hasText("Started 3 of 4 servers");
    assertThat(page.locator(".run-failed li")).containsText("broken");
    assertThat(page.locator("#bulk-status")).containsText("1 failed");
    assertThat(page.locator("#server-count")).hasText("3 of 4 running");

    button("Undo").click();
    assertThat(page.locator(".run-title").first()).hasText("Undone for 3 servers");
    assertThat(page.locator("#server-count")).hasText("0 of 4 running");

    page.locator("[data-command=delete]").click();
    assertThat(page.locator("#confirm-title")).hasText("Delete 4 servers?");
    page.locator("#confirm-yes").click();
    assertThat(page.getByText("No servers yet")).isVisible();
    assertThat(page.locator("#bulk-bar")).isHidden();
    assertThat(complaints).isEmpty();
  }

  private void create(String name, String command, String... arguments) {
    manager
        .servers()
        .create(
            CallContext.system("test"),
            ServerDefinition.of(name, ProcessLaunch.of(command, arguments)));
  }

  @Test
  void givenContainer_whenAddedAndChangedByForm_thenWhatIsLoosenedIsSaidAndHiddenValuesStay() {
    page.locator("#add").click();
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Container"))
        .click();
    Locator form = page.locator("#form-container");
    assertThat(form.locator("[data-loosened]")).hasText("safe defaults");
    page.locator("#c-name").fill("fetch");
    page.locator("#c-image").fill("Not An Image");
    page.locator("#c-environment").fill("TOKEN=s3cret");
    page.locator("#c-network").selectOption("default");
    page.locator("#c-hosts").fill("api.example.com");
    page.locator("#c-mounts").fill("/srv:/data:rw");
    assertThat(form.locator("[data-loosened]")).hasText("2 loosened");
    form.locator("[name=start]").uncheck();
    form.locator("[type=submit]").click();
    assertThat(page.locator("#c-image-wrong")).containsText("lower case");
    page.locator("#c-image").fill("mcp/fetch");
    form.locator("[type=submit]").click();

    assertThat(page.locator(".server")).containsText("2 loosened");
    assertThat(page.locator("#loosened"))
        .containsText("reaches api.example.com; can write to /data");
    page.getByText("Where clients find it").click();
    assertThat(page.locator("#endpoint-list")).containsText("/mcp/servers/fetch/ws");

    button("Change").click();
    assertThat(page.locator("#c-environment")).hasValue("TOKEN=***");
    page.locator("#c-mounts").fill("/srv:/data");
    page.locator("#c-memory").fill("1g");
    form.getByText("Behind the gateway").click();
    page.locator("#container-g-isolation").selectOption("session");
    form.locator("[type=submit]").click();

    assertThat(page.locator(".server")).containsText("1 loosened");
    assertThat(page.locator("#endpoint-list")).containsText("every client gets an instance");
    ServerDefinition changed = manager
        .servers()
        .findByName(CallContext.system("test"), "fetch")
        .orElseThrow()
        .definition();
    assertThat(changed.launch())
        .isEqualTo(ContainerLaunch.of("mcp/fetch")
            .withEnvironment(Map.of("TOKEN", "s3cret"))
            .withNetwork(ContainerNetwork.allowing("api.example.com"))
            .withMounts(List.of(ContainerMount.readOnly("/srv", "/data")))
            .withLimits(new ContainerLimits(1L << 30, 1, 256)));
    // the refusal of the first image
    assertThat(complaints).hasSize(1);
  }

  @Test
  void givenServerThatIsChecked_whenShown_thenItsHealthIsThereAsFiguresChartAndTable() {
    add("small", JAVA.toString(), "-cp", testClasses(), SmallServer.class.getName());

    assertThat(page.locator("#health-figures")).containsText("100 %");
    assertThat(page.locator("#health-chart svg .healthy")).hasCount(1);
    assertThat(page.locator("#health-chart"))
        .hasAttribute("aria-label", Pattern.compile("last hour: \\d checks?, uptime 100 %.*"));

    button("24 h").click();
    assertThat(button("24 h")).hasAttribute("aria-pressed", "true");
    assertThat(page.locator("#health-chart svg .nobody")).hasCount(95);
    page.getByText("Show as a table").click();
    assertThat(page.locator("#health-rows tr")).hasCount(1);
    assertThat(complaints).isEmpty();
  }

  @Test
  void givenManagerThatStops_whenShown_thenThePageSaysSo() {
    assertThat(page.locator("#connection")).hasText("Live");

    server.close();

    assertThat(page.locator("#connection")).hasText("Manager stopped");
    assertThat(page.locator("#banner")).containsText("mcp-manager serve");
  }

  private void add(String name, String command, String... arguments) {
    page.locator("#add").click();
    page.locator("#p-name").fill(name);
    page.locator("#p-command").fill(command);
    page.locator("#p-arguments").fill(String.join("\n", arguments));
    submit();
    assertThat(page.locator("#add-dialog")).isHidden();
  }

  private void submit() {
    page.locator("#form-process [type=submit]").click();
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  private static String testClasses() {
    return Path.of(SmallServer.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath())
        .toString();
  }
}
