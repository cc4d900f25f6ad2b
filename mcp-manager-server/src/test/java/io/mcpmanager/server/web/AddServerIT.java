package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerHealth;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServicePlacement;
import io.mcpmanager.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Adding servers, by the form and from the configuration of an AI client. */
@Requires("chromium")
final class AddServerIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  @Test
  void givenCommand_whenAdded_thenItsPageShowsItRun() {
    var launch = (ProcessLaunch) TestServers.small("small").launch();
    Page page = open("");
    field(page, "Name").fill("by-form");
    field(page, "Command").fill(launch.command());
    field(page, "Arguments").fill(String.join("\n", launch.arguments()) + "\n\n");
    page.getByText("Environment and folder").click();
    button(page, "Add a variable").click();
    page.keyboard().type("GREETING");
    page.getByLabel("Value of GREETING").fill("hello");
    page.getByText("Time limits").click();
    field(page, "To start").fill("1 min 30 s");
    Axe.check(page);

    button(page, "Add server").click();

    assertThat(page).hasURL(Pattern.compile("/servers/by-form$"));
    assertThat(page.locator("main")).containsText("running");
    ServerDefinition added = server("by-form").definition();
    assertThat(((ProcessLaunch) added.launch()).arguments()).isEqualTo(launch.arguments());
    assertThat(((ProcessLaunch) added.launch()).environment()).containsEntry("GREETING", "hello");
    assertThat(added.settings().startTimeout()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void givenBlankForm_whenNothingWasTouched_thenNothingIsRedUntilItIsSubmitted() {
    Page page = open("");
    assertThat(button(page, "Add server")).isVisible();
    assertThat(page.locator("[aria-invalid=true]")).hasCount(0);

    button(page, "Add server").click();

    assertThat(field(page, "Name")).isFocused();
    assertThat(field(page, "Command")).hasAttribute("aria-invalid", "true");
    assertThat(page.getByText("2 things have to be corrected first.")).isVisible();
    Axe.check(page);
  }

  @Test
  void givenTyping_whenItMakesNoSense_thenTheFieldSaysSoAndWhatIsMissingIsARemark() {
    Page page = open("");

    field(page, "Name").fill("not a name");
    field(page, "Command").fill("no-such-program-anywhere");
    assertThat(field(page, "Name")).hasAttribute("aria-invalid", "true");
    field(page, "Name").fill("fine");

    assertThat(page.getByText("is not found on PATH")).isVisible();
    assertThat(page.locator("[aria-invalid=true]")).hasCount(0);
  }

  @Test
  void givenProblemInAClosedPart_whenSubmitted_thenItOpensAndHasTheFocus() {
    Page page = open("");
    field(page, "Name").fill("closed-part");
    field(page, "Command").fill("java");
    page.getByText("Time limits").click();
    field(page, "For a call").fill("soon");
    page.getByText("Time limits").click();
    assertThat(page.getByText("1 to correct")).isVisible();

    button(page, "Add server").click();

    assertThat(field(page, "For a call")).isFocused();
    assertThat(page.getByText("a time such as 5 s")).isVisible();
  }

  @Test
  void givenContainer_whenLoosened_thenTheFormSaysWhatItMayDo() {
    Page page = open("?as=container");
    assertThat(page.getByText("safe defaults")).isVisible();

    field(page, "Network").selectOption("default");
    field(page, "Only these hosts").fill("api.example.com");
    field(page, "Folders and volumes").fill("/home/me:/data:rw");

    assertThat(page.getByText("2 loosened")).isVisible();
    assertThat(page.getByText("It reaches api.example.com; can write to /data."))
        .isVisible();
  }

  @Test
  void givenContainer_whenEveryFieldIsFilledIn_thenItsDefinitionHasThemAndTheFormShowsThemAgain() {
    Page page = open("?as=container");
    field(page, "Name").fill("every-field");
    field(page, "Image").fill("mcp/every:1");
    field(page, "Arguments").fill("/data");
    field(page, "Network").selectOption("default");
    field(page, "Published ports").fill("0.0.0.0:18080:8080");
    pair(page, "host", "db", "10.0.0.5");
    field(page, "Folders and volumes").fill("/home/me:/data");
    field(page, "Folders in memory").fill("/tmp:64 MiB\n/cache:1 GiB");
    field(page, "Memory").fill("256 MiB");
    field(page, "Processors").fill("0.5");
    field(page, "Processes").fill("64");
    field(page, "Capabilities it keeps").fill("CHOWN SETUID");
    page.getByLabel("User it runs as").fill("1000:1000");
    field(page, "Its file system is read-only").uncheck();
    field(page, "It can’t gain privileges").uncheck();
    page.getByText("HTTP and cluster").click();
    field(page, "Runs as").selectOption("a service of a cluster");
    assertThat(page.getByText("A service has to speak HTTP.")).hasCount(0);
    assertThat(page.getByText("whoever reaches a node of the cluster")).isVisible();
    field(page, "Speaks MCP on").selectOption("HTTP");
    field(page, "Port in the container").fill("8080");
    field(page, "Replicas").fill("2");
    field(page, "Only on nodes").fill("node.role==worker");
    page.getByText("Image and program").click();
    field(page, "Fetch the image").selectOption("always");
    page.getByLabel("User at the registry").fill("ada");
    page.getByLabel("Password at the registry").fill("of-a-test");
    page.getByLabel("Folder it starts in").fill("/app");
    field(page, "Entry point").fill("/bin/serve\n--http");
    page.getByText("Health check in the container").click();
    field(page, "The engine runs").selectOption("a command");
    field(page, "Command of the check").fill("/bin/check");
    field(page, "Pause between two runs").fill("10 s");
    field(page, "Longest run").fill("2 s");
    field(page, "Failed runs don’t count for").fill("1 min");
    field(page, "Unwell after failed runs").fill("5");
    page.getByText("Labels of the container").first().click();
    pair(page, "label", "team", "search");
    assertThat(page.getByText("6 loosened")).isVisible();
    Axe.check(page);
    field(page, "Start it now").uncheck();

    button(page, "Add server").click();

    assertThat(page).hasURL(Pattern.compile("/servers/every-field$"));
    assertThat(server("every-field").definition().launch())
        .isEqualTo(new ContainerLaunch(
            "mcp/every:1",
            List.of("/bin/serve", "--http"),
            List.of("/data"),
            Map.of(),
            "/app",
            new ContainerEndpoint(8080, "/mcp"),
            new ImagePull(ImagePull.Policy.ALWAYS, "ada", "of-a-test"),
            List.of(ContainerMount.readOnly("/home/me", "/data")),
            new ContainerNetwork(
                ContainerNetwork.Mode.DEFAULT,
                null,
                List.of(),
                List.of(new PortBinding(8080, 18080, "0.0.0.0")),
                Map.of("db", "10.0.0.5")),
            new ContainerLimits(256L << 20, 0.5, 64),
            new ContainerSecurity(
                false,
                Map.of("/tmp", 64L << 20, "/cache", 1L << 30),
                Set.of("CHOWN", "SETUID"),
                false,
                "1000:1000"),
            new ContainerHealth(
                List.of("/bin/check"),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                5),
            Map.of("team", "search"),
            new ServicePlacement(2, List.of("node.role==worker"))));

    var ignored = page.navigate(dashboard.url("/servers/every-field/configuration"));
    assertThat(field(page, "Folders in memory")).hasValue("/tmp:64 MiB\n/cache:1 GiB");
    assertThat(page.getByLabel("Value of db")).hasValue("10.0.0.5");
    assertThat(page.getByText("Revision 1, as saved.")).isVisible();
    page.getByText("HTTP and cluster").click();
    field(page, "Runs as").selectOption("one container");
    assertThat(page.getByText("5 loosened")).isVisible();
    field(page, "Runs as").selectOption("a service of a cluster");
    assertThat(field(page, "Replicas")).hasValue("2");
    assertThat(page.getByText("Revision 1, as saved.")).isVisible();
  }

  /** Adds a name with its value, in the only list of them that is open. */
  private static void pair(Page page, String one, String name, String value) {
    button(page, "Add a " + one).click();
    page.keyboard().type(name);
    page.getByLabel("Value of " + name).fill(value);
  }

  @Test
  void givenValueThatLooksLikeASecret_whenKeptAsOne_thenTheFormOnlyRefersToIt() {
    Page page = open("?as=remote");
    field(page, "Name").fill("tracker");
    page.getByText("Headers").first().click();
    button(page, "Add a header").click();
    page.keyboard().type("Authorization");
    page.getByLabel("Value of Authorization").fill("Bearer abcdefghij");
    button(page, "Use a secret for Authorization").click();
    page.getByRole(AriaRole.MENUITEM)
        .filter(with("Keep this value as a secret"))
        .click();
    field(page, "Name of the secret").fill("TRACKER_TOKEN");
    Axe.check(page);

    button(page, "Keep as a secret").click();

    assertThat(page.getByLabel("Value of Authorization"))
        .hasValue("Bearer ${secret:TRACKER_TOKEN}");
    assertThat(dashboard.manager().secrets().get(SYSTEM, "TRACKER_TOKEN").name())
        .isEqualTo("TRACKER_TOKEN");
  }

  @Test
  void givenPastedConfiguration_whenItIsNoJson_thenTheLineIsNamed() {
    Page page = open("?as=paste");

    field(page, "Configuration").fill("{\n \"mcpServers\": {\n  \"a\" { }\n }\n}");

    assertThat(page.getByText(Pattern.compile("^Line 3: This is no JSON"))).isVisible();
  }

  @Test
  void givenPastedConfiguration_whenImported_thenItIsAsThePreviewSaid() {
    var ignored = dashboard
        .manager()
        .servers()
        .create(SYSTEM, ServerDefinition.of("there", ProcessLaunch.of("java")));
    Page page = open("?as=paste");
    field(page, "Configuration").fill("""
        // of another client
        { "servers": {
            "my search": { "serverUrl": "http://127.0.0.1:9/mcp", "headers": { "X-Api-Key": "abcdefghij" }, "color": "red", },
            "left-out": { "command": "cat" },
            "disabled-one": { "command": "cat", "disabled": true },
            "there": { "command": "cat" },
            "empty": {}
        } }
        """);
    Locator preview =
        page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("What is in it"));
    assertThat(preview).containsText("5 servers found");
    assertThat(preview).containsText("is called my-search here");
    assertThat(preview).containsText("not understood and left out: color");
    assertThat(preview).containsText("already there");
    assertThat(preview).containsText("neither a command nor a URL");
    Axe.check(page);
    page.getByLabel("Add left-out").uncheck();

    button(page, "Add 2 servers").click();

    assertThat(page.getByText("2 servers added")).isVisible();
    var launch = (RemoteLaunch) server("my-search").definition().launch();
    assertThat(launch.headers()).containsEntry("X-Api-Key", "${secret:X-Api-Key}");
    assertThat(server("disabled-one").definition().enabled()).isFalse();
    assertThat(dashboard.manager().servers().findByName(SYSTEM, "left-out")).isEmpty();
  }

  private static Page open(String query) {
    Page page = dashboard.signedInPage("/servers/new" + query);
    assertThat(page.locator("#connection")).hasAttribute("data-state", "live");
    return page;
  }

  private static Server server(String name) {
    return dashboard.manager().servers().findByName(SYSTEM, name).orElseThrow();
  }

  private static Locator field(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator.FilterOptions with(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
