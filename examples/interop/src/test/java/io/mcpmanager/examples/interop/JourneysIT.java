package io.mcpmanager.examples.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What people do with the dashboard, from end to end: the real program, real MCP servers from npm, a real client, and a real
 * browser; each once with the mouse and once with the keyboard alone.
 */
@Requires({"chromium", "node", "npm"})
final class JourneysIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension
  static final DashboardBrowser browser = new DashboardBrowser();

  @TempDir
  private static Path folder;

  private static NodeTools node;
  private static ManagerProcess manager;

  @BeforeAll
  static void start() throws Exception {
    node = NodeTools.installed();
    manager = ManagerProcess.startClosed(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource
  void givenFirstStart_whenItsLinkIsOpened_thenSomebodyIsInAndComesBackWithTheirPassword(
      Hands hands, @TempDir Path empty) throws Exception {
    try (var untouched = ManagerProcess.startUntouched(empty)) {
      Page page = browser.page();
      var ignored = page.navigate(
          untouched.url("/sign-in/link#" + untouched.firstSignIn()).toString());
      hands.write(page.getByLabel(Pattern.compile("^New password")), "a long enough password");
      hands.press(PageParts.button(page, "Set password"));
      assertThat(PageParts.heading(page, "Overview")).isVisible();
      assertThat(PageParts.main(page)
              .getByText("No servers yet")
              .or(PageParts.add(page))
              .first())
          .isVisible();
      hands.press(PageParts.button(page, "Sign out"));
      hands.write(PageParts.field(page, "Name"), "admin");
      hands.write(PageParts.field(page, "Password"), "another password");
      hands.press(PageParts.button(page, "Sign in"));
      assertThat(page.getByRole(AriaRole.ALERT)
              .filter(new Locator.FilterOptions().setHasText(Pattern.compile("\\w"))))
          .isVisible();
      hands.write(PageParts.field(page, "Password"), "a long enough password");
      hands.press(PageParts.button(page, "Sign in"));

      assertThat(PageParts.heading(page, "Overview")).isVisible();
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenPastedConfiguration_whenItsServerIsAdded_thenItGoesGreenAndShowsItsTools(Hands hands)
      throws Exception {
    String name = named("pasted", hands);
    Page page = browser.signedIn(manager, "/servers");

    hands.press(PageParts.add(page));
    hands.press(PageParts.link(page, Pattern.compile("^Paste")));
    hands.write(
        PageParts.field(page, "Configuration"), configuration(name, node.everythingCommand()));
    assertThat(page.getByRole(AriaRole.CHECKBOX, PageParts.ofPage("Add " + name)))
        .isChecked();
    hands.press(PageParts.button(page, "Add 1 server"));

    assertThat(PageParts.heading(page, name)).isVisible();
    assertThat(PageParts.stateOf(page)).hasText("running");
    hands.press(PageParts.link(page, Pattern.compile("^Tools")));
    assertThat(PageParts.main(page).getByText("get-sum").first()).isVisible();
  }

  @ParameterizedTest
  @EnumSource
  void givenForm_whenItIsFilledInWrongAndThenRight_thenTheServerGoesGreen(Hands hands) {
    String name = named("files", hands);
    List<String> command = node.filesystemCommand(folder);
    Page page = browser.signedIn(manager, "/servers");

    hands.press(PageParts.add(page));
    hands.write(PageParts.field(page, "Name"), "not a name");
    hands.write(PageParts.field(page, "Command"), command.getFirst());
    hands.write(
        PageParts.field(page, "Arguments"), String.join("\n", command.subList(1, command.size())));
    hands.press(PageParts.button(page, "Add server"));
    assertThat(PageParts.field(page, "Name")).hasAttribute("aria-invalid", "true");
    hands.write(PageParts.field(page, "Name"), name);
    hands.press(PageParts.button(page, "Add server"));

    assertThat(PageParts.heading(page, name)).isVisible();
    assertThat(PageParts.stateOf(page)).hasText("running");
  }

  @ParameterizedTest
  @EnumSource
  void givenTool_whenItIsCalledWithAFormOfItsSchema_thenItsResultIsThere(Hands hands)
      throws Exception {
    String name = named("tried", hands);
    manager.add(name, node.everythingCommand(), Map.of());
    manager.await(name, "running");
    Page page = browser.signedIn(manager, "/servers/" + name + "/tools");

    hands.write(page.getByLabel("Find a tool, prompt or resource"), "get-sum");
    hands.press(PageParts.link(page, "Try get-sum"));
    hands.press(PageParts.button(page, "Call"));
    assertThat(page.getByLabel(Pattern.compile("^a\\b"))).hasAttribute("aria-invalid", "true");
    hands.write(page.getByLabel(Pattern.compile("^a\\b")), "17");
    hands.write(page.getByLabel(Pattern.compile("^b\\b")), "25");
    hands.press(PageParts.button(page, "Call"));

    assertThat(page.getByRole(AriaRole.REGION, PageParts.ofPage("Result"))).containsText("42");
  }

  @ParameterizedTest
  @EnumSource
  void givenRunningServer_whenItsProcessIsKilled_thenThePageShowsThatAndThatItCameBack(Hands hands)
      throws Exception {
    String name = named("crashing", hands);
    manager.add(name, node.everythingCommand(), Map.of());
    manager.await(name, "running");
    Page page = browser.signedIn(manager, "/servers/" + name);
    assertThat(PageParts.stateOf(page)).hasText("running");
    var ignored = page.evaluate("""
        window.states = [];
        new MutationObserver(() => states.push(document.querySelector('.server-summary .badge')?.textContent))
          .observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });""");

    long process = manager.server(name).path("instance").path("processId").asLong();
    assertThat(ProcessHandle.of(process).orElseThrow().destroyForcibly()).isTrue();

    await()
        .atMost(LONG)
        .until(() -> manager.server(name).path("instance").path("generation").asLong() == 2
            && manager.server(name).path("state").asText().equals("running"));
    assertThat(PageParts.stateOf(page)).hasText("running");
    assertThat((List<?>) page.evaluate("states")).anyMatch(state -> !"running".equals(state));
    hands.press(PageParts.link(page, Pattern.compile("^Events")));
    assertThat(page.getByRole(AriaRole.LIST, PageParts.ofPage("Events, newest first"))
            .getByText(Pattern.compile("exited|error|killed"))
            .first())
        .isVisible();
  }

  @ParameterizedTest
  @EnumSource
  void givenServerThatWrites_whenItsLogIsFollowedAndSearched_thenTheLinesAreThere(Hands hands)
      throws Exception {
    String name = named("writing", hands);
    manager.add(
        name,
        List.of(
            "sh",
            "-c",
            "{ i=0; while :; do i=$((i+1)); echo \"number $i of many\" >&2; sleep 0.1; done; } &\n"
                + ShellServer.SCRIPT + "kill $!"),
        Map.of());
    manager.await(name, "running");
    Page page = browser.signedIn(manager, "/servers/" + name);

    hands.press(PageParts.link(page, "Log"));
    Locator log = page.getByRole(AriaRole.LOG);
    await().atMost(LONG).until(() -> newestLine(log) > 10);
    hands.press(PageParts.button(page, "Pause"));
    assertThat(PageParts.button(page, "Follow")).isVisible();
    int paused = newestLine(log);
    hands.press(PageParts.button(page, Pattern.compile("^Jump to latest \\(")));
    await().atMost(LONG).until(() -> newestLine(log) > paused);
    hands.write(page.getByLabel("Find in the log"), "number 7 of");
    assertThat(
            PageParts.main(page).getByText("1 line", new Locator.GetByTextOptions().setExact(true)))
        .isVisible();
    hands.press(page.getByLabel("Only these"));
    assertThat(log.getByText("number 7 of many")).isVisible();
    assertThat(log.getByText("number 8 of many")).isHidden();
    hands.write(page.getByLabel("Find in the log"), "");
    await().atMost(LONG).until(() -> newestLine(log) > paused);
  }

  @ParameterizedTest
  @EnumSource
  void givenRunningServer_whenStoppedAndChangedAndStarted_thenItRunsAsItWasChanged(Hands hands)
      throws Exception {
    String name = named("edited", hands);
    manager.add(name, List.of("sh", "-c", ShellServer.SCRIPT), Map.of());
    manager.await(name, "running");
    Page page = browser.signedIn(manager, "/servers/" + name);

    hands.press(PageParts.button(page, "Stop"));
    assertThat(PageParts.stateOf(page)).hasText("stopped");
    hands.press(PageParts.link(page, "Configuration"));
    hands.press(PageParts.main(page)
        .locator("summary")
        .filter(new Locator.FilterOptions().setHasText("Description and labels")));
    hands.write(page.getByLabel("Description"), "Changed by hand");
    hands.press(PageParts.button(page, "Review and save"));
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Changed by hand");
    hands.press(
        page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON, PageParts.named("Save")));
    assertThat(PageParts.main(page).getByText("Changed by hand").first()).isVisible();
    hands.press(PageParts.button(page, "Start"));

    assertThat(PageParts.stateOf(page)).hasText("running");
    assertThat(manager.server(name).path("definition").path("description").asText())
        .isEqualTo("Changed by hand");
  }

  @ParameterizedTest
  @EnumSource
  void givenServer_whenItsDeletionIsRefusedAndThenConfirmed_thenItIsGoneOnlyThen(Hands hands)
      throws Exception {
    String name = named("deleted", hands);
    manager.add(name, List.of("sh", "-c", ShellServer.SCRIPT), Map.of());
    manager.await(name, "running");
    Page page = browser.signedIn(manager, "/servers/" + name);
    Locator question = page.getByRole(AriaRole.ALERTDIALOG);

    hands.press(PageParts.button(page, "More for " + name));
    hands.press(page.getByRole(AriaRole.MENUITEM, PageParts.ofPage("Delete…")));
    assertThat(question).containsText("which is running now");
    assertThat(PageParts.button(page, "Cancel")).isFocused();
    hands.press(PageParts.button(page, "Cancel"));
    assertThat(question).isHidden();
    assertThat(manager.server(name).path("state").asText()).isEqualTo("running");
    hands.press(PageParts.button(page, "More for " + name));
    hands.press(page.getByRole(AriaRole.MENUITEM, PageParts.ofPage("Delete…")));
    hands.press(question.getByRole(AriaRole.BUTTON, PageParts.named("Delete " + name)));

    assertThat(page).hasURL(Pattern.compile("/servers$"));
    assertThat(PageParts.link(page, name)).isHidden();
    assertThat(manager.call("GET", "/servers/" + name, "").path("success").asBoolean())
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void givenCallThatARuleHolds_whenItIsApproved_thenTheClientGetsItsResult(Hands hands)
      throws Exception {
    String name = named("held", hands);
    manager.add(name, node.everythingCommand(), Map.of());
    manager.await(name, "running");
    hold(name, "get-sum");
    Page page = browser.signedIn(manager, "/");
    // not the pool that the client itself needs
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var client = JavaSdkClient.connect(manager.url("/mcp/servers/" + name), manager.key())) {
      var call = CompletableFuture.supplyAsync(
          () -> client.call("get-sum", Map.of("a", 17, "b", 25)), threads);

      hands.press(PageParts.navigation(page, Pattern.compile("^Held calls 1 waiting")));
      Locator held =
          page.getByRole(AriaRole.ARTICLE, new Page.GetByRoleOptions().setName("get-sum"));
      assertThat(held).containsText("\"a\": 17");
      assertThat(call).isNotDone();
      hands.press(
          held.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Approve once")));

      assertThat(held).containsText("pproved");
      assertThat(JavaSdkClient.textOf(call.get(60, TimeUnit.SECONDS))).contains("42");
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenNewKey_whenItIsUsedAndRotated_thenBothAreTakenAndTheFormerOneNoMoreOnceOver(Hands hands)
      throws Exception {
    String name = named("key", hands);
    Page page = browser.signedIn(manager, "/access/keys");

    hands.press(PageParts.button(page, "Make a key"));
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    hands.write(dialog.getByLabel("Name"), name);
    hands.choose(dialog.getByLabel("For"), "A program that looks");
    hands.press(dialog.getByRole(AriaRole.BUTTON, PageParts.named("Make key")));
    String first = shownOnce(dialog);
    assertThat(statusWith(first)).isEqualTo(200);
    hands.press(dialog.getByRole(AriaRole.BUTTON, PageParts.named("I have copied it")));
    hands.press(PageParts.button(page, "Rotate " + name));
    hands.choose(dialog.getByLabel("The former key works on"), "at once");
    hands.press(dialog.getByRole(AriaRole.BUTTON, PageParts.named("Make the new key")));
    assertThat(dialog).containsText("The former key works no more");
    String second = shownOnce(dialog);

    assertThat(second).isNotEqualTo(first);
    assertThat(statusWith(second)).isEqualTo(200);
    assertThat(statusWith(first)).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource
  void givenManyEvents_whenOneIsLookedFor_thenItIsFoundWithAllThatIsKnownOfIt(Hands hands)
      throws Exception {
    String name = named("eventful", hands);
    manager.add(name, List.of("sh", "-c", ShellServer.SCRIPT), Map.of());
    manager.await(name, "running");
    Page page = browser.signedIn(manager, "/");

    hands.press(PageParts.navigation(page, Pattern.compile("^Events")));
    hands.write(page.getByLabel("Find text"), name);
    hands.choose(page.getByLabel("Type"), "server.created");
    Locator events = page.getByRole(AriaRole.LIST, PageParts.ofPage("Events, newest first"));
    assertThat(events.getByRole(AriaRole.LISTITEM)).hasCount(1);
    hands.press(events.getByRole(AriaRole.BUTTON));

    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("server.created");
    assertThat(dialog).containsText(name);
    page.keyboard().press("Escape");
    assertThat(dialog).isHidden();
    assertThat(events.getByRole(AriaRole.BUTTON)).isFocused();
  }

  /** The number of the last line that is seen. */
  private static int newestLine(Locator log) {
    return Pattern.compile("number (\\d+) of many")
        .matcher(log.innerText())
        .results()
        .mapToInt(line -> Integer.parseInt(line.group(1)))
        .max()
        .orElse(0);
  }

  private static String named(String what, Hands hands) {
    return what + "-" + hands.name().toLowerCase(Locale.ROOT);
  }

  private static String shownOnce(Locator dialog) {
    assertThat(dialog).containsText("It is not shown again");
    return dialog.locator("pre, code").first().innerText().strip();
  }

  private static int statusWith(String key) throws Exception {
    return manager.statusWith(key, "/api/v1/servers");
  }

  private static String configuration(String name, List<String> command) throws Exception {
    ObjectNode document = JSON.createObjectNode();
    ObjectNode server = document.putObject("mcpServers").putObject(name);
    server.put("command", command.getFirst());
    command.subList(1, command.size()).forEach(server.putArray("args")::add);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  /** Adds a rule by which calls of a tool wait for somebody. */
  private static void hold(String server, String tool) throws Exception {
    JsonNode policy = manager.call("GET", "/policy/rules", "").path("data");
    var changed = (ObjectNode) policy.deepCopy();
    changed
        .withArray("rules")
        .addObject()
        .put("effect", "ask")
        .put("server", server)
        .put("tool", tool);
    JsonNode answer = manager.call("PUT", "/policy/rules", changed.toString());
    assertThat(answer.path("success").asBoolean()).as(answer.toString()).isTrue();
  }
}
