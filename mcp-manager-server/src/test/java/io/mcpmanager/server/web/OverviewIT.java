package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.testkit.Requires;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page that everybody sees first. */
@Requires("chromium")
final class OverviewIT {

  @RegisterExtension
  final Dashboard dashboard = Dashboard.open();

  @Test
  void givenNoServers_whenOpened_thenItSaysWhatToDoFirst() {
    Page page = dashboard.signedInPage();

    assertThat(page.getByText("No servers yet")).isVisible();
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Add a server"))
        .click();

    assertThat(page).hasURL(dashboard.url("/servers/new"));
  }

  @Test
  void givenServerThatFailed_whenOpened_thenItIsNamedFirstAndLeadsToIt() throws Exception {
    ServerDefinition broken =
        ServerDefinition.of("broken", ProcessLaunch.of(TestServers.java(), "no.such.Program"));
    Server server = create(broken.withSettings(broken.settings().withRestart(RestartPolicy.NEVER)));
    var failed = servers().execute(SYSTEM, server.id(), new ServerCommand.Start());
    assertThat(failed.success()).isFalse();

    Page page = dashboard.signedInPage();

    Locator attention = region(page, "Needs attention");
    assertThat(attention).containsText("exit");
    assertThat(stat(page, "Failed")).hasText(Pattern.compile("Failed\\s*1"));
    attention
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("broken"))
        .click();
    assertThat(page).hasURL(Pattern.compile(".*/servers/" + server.id().value()));
  }

  @Test
  void givenOpenPage_whenServersStartAndAreCalled_thenNumbersAndActivityFollow() throws Exception {
    Server server = create(TestServers.small("small"));
    Page page = dashboard.signedInPage();
    assertThat(stat(page, "Running")).hasText(Pattern.compile("Running\\s*0"));

    var started = servers().execute(SYSTEM, server.id(), new ServerCommand.Start());
    assertThat(started.success()).as(started.message()).isTrue();
    try (GatewayClient client = dashboard.manager().gateway().connect(SYSTEM, Scope.all(), "it")) {
      var ignored = client.call("small__greet", "{}");
    }

    assertThat(stat(page, "Running")).hasText(Pattern.compile("Running\\s*1"));
    assertThat(region(page, "Latest events")).containsText("starting → running");
    assertThat(region(page, "Latest calls")).containsText("small__greet");
    assertThat(region(page, "Most called tools")).containsText("small__greet");
    Locator chart =
        page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Calls over time"));
    chart.press("End");
    assertThat(chart).hasAttribute("aria-valuetext", Pattern.compile(".*Calls \\d+, Errors 0"));
  }

  @Test
  void givenThousandServers_whenOpened_thenItIsThereWithinTwoSeconds() {
    for (int i = 0; i < 1000; i++) {
      var ignored = create(ServerDefinition.of("filled-" + i, ProcessLaunch.of("cat")));
    }
    Page warm = dashboard.signedInPage();
    assertThat(stat(warm, "Servers")).containsText("1,000");

    Page page = dashboard.newPage(Look.DESKTOP);
    long began = System.nanoTime();
    var ignored = page.navigate(dashboard.url("/"));
    assertThat(stat(page, "Servers")).containsText("1,000");
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    // the target is two seconds; what runs beside it on a small machine gets as much again
    assertThat(took).isLessThan(Duration.ofSeconds(4));
  }

  private Servers servers() {
    return dashboard.manager().servers();
  }

  private Server create(ServerDefinition definition) {
    return servers().create(SYSTEM, definition);
  }

  private static Locator region(Page page, String name) {
    return page.getByRole(
        AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator stat(Page page, String label) {
    return page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Servers by state"))
        .getByRole(AriaRole.LINK)
        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^" + label)));
  }
}
