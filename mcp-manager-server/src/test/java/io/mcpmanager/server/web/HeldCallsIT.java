package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.ToolRule;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that wait for a decision, and who decides about them. */
@Requires("chromium")
final class HeldCallsIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  private static final ExecutorService CALLS = Executors.newVirtualThreadPerTaskExecutor();
  private static GatewayClient client;

  @BeforeAll
  static void holdCalls() throws Exception {
    Path tools = Files.writeString(dashboard.data().resolve("tools.json"), """
        {"tools":[{"name":"delete_file","description":"Deletes\\u200b a file.","annotations":{"destructiveHint":true},"inputSchema":{"type":"object"}},\
        {"name":"write_file","description":"Writes a file.","inputSchema":{"type":"object"}}]}""");
    Path log = Files.writeString(dashboard.data().resolve("log"), "");
    var manager = dashboard.manager();
    Server files = manager
        .servers()
        .create(SYSTEM, TestServers.small("files", tools.toString(), log.toString()));
    var started = manager.servers().execute(SYSTEM, files.id(), new ServerCommand.Start());
    assertThat(started.success()).as(started.message()).isTrue();
    var ignored = manager
        .policies()
        .replace(
            SYSTEM,
            manager
                .policies()
                .get(SYSTEM)
                .withRules(List.of(
                    new ToolRule("", Effect.ASK, "*", "*", "*", "*_file", "files are dear"))));
    client = manager.gateway().connect(SYSTEM, Scope.all(), "claude-desktop");
  }

  @AfterAll
  static void end() {
    CALLS.shutdownNow();
  }

  @Test
  void givenDestructiveCall_whenApproved_thenItIsAskedAgainAndGoesThroughOnce() throws Exception {
    Page page = dashboard.signedInPage("/held-calls");
    assertThat(page.getByText("No call waits for a decision")).isVisible();
    Future<?> call = call("delete_file", "{\"path\":\"/a\",\"since\":1.0,\"mark\":\"\\u200b\"}");

    Locator card = card(page, "delete_file on files");
    assertThat(card).containsText("files are dear");
    assertThat(card).containsText("claude-desktop");
    assertThat(card).containsText("DeletesU+200B a file.");
    // as it was sent: a number parsed and written anew were another
    assertThat(card.getByLabel("Arguments", new Locator.GetByLabelOptions().setExact(true)))
        .containsText("\"since\": 1.0");
    assertThat(card).containsText("\\u200b");
    assertThat(navigation(page)).containsText(Pattern.compile("Held calls\\s*1 waiting"));

    card.getByRole(AriaRole.BUTTON).filter(text("Approve once")).click();
    Locator asked = page.getByRole(AriaRole.ALERTDIALOG);
    assertThat(asked.getByText("Cancel")).isFocused();
    asked.getByText("Approve delete_file").click();

    assertThat(card).containsText("Approved");
    await().atMost(Duration.ofSeconds(30)).until(call::isDone);
    assertThat(call.get()).isNotNull();
    assertThat(navigation(page)).not().containsText("waiting");
  }

  @Test
  void givenCall_whenDeniedByAnother_thenWhoMadeItIsToldWhyAndOthersSeeIt() {
    Page watching = dashboard.signedInPage("/held-calls");
    Page page = dashboard.signedInPage("/held-calls", Look.PHONE);
    Future<?> call = call("write_file", "{\"path\":\"/b\"}");
    Locator card = card(page, "write_file on files");
    Locator seen = card(watching, "write_file on files");
    assertThat(seen).isVisible();

    card.getByRole(AriaRole.BUTTON).filter(text("Deny")).click();
    page.getByLabel("Reason").fill("not on Fridays");
    page.getByText("Deny call", new Page.GetByTextOptions().setExact(true)).click();

    assertThat(seen).containsText("Denied");
    assertThat(watching.getByRole(
            AriaRole.TABLE, new Page.GetByRoleOptions().setName("Decided calls")))
        .containsText("is refused when it is repeated");
    await().atMost(Duration.ofSeconds(30)).until(call::isDone);
    assertThat(call)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("not on Fridays");
  }

  @Test
  void givenWhoMayOnlyRead_whenLooking_thenTheyAreToldWhyTheyCanNotDecide() {
    Page page = dashboard.pageOf("vera", "viewer", "/held-calls", Look.DESKTOP);

    assertThat(page.getByText("To decide about them takes the permission")).isVisible();
  }

  private static Future<?> call(String tool, String arguments) {
    return CALLS.submit(() -> client.call("files__" + tool, arguments));
  }

  private static Locator card(Page page, String name) {
    return page.getByRole(AriaRole.ARTICLE, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator navigation(Page page) {
    return page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Pages"));
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
