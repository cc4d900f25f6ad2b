package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.mcpmanager.server.web.Dashboard.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.policy.Effect;
import io.mcpmanager.api.policy.ToolRule;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Trying tools by the form that is made from their schema. */
@Requires("chromium")
final class PlaygroundIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.open();

  private static final String TOOLS = """
      {"tools":[{"name":"order","description":"Orders <b>things</b>.","annotations":{"destructiveHint":true},"inputSchema":{
        "type":"object","required":["customer","items","how"],
        "$defs":{"item":{"type":"object","required":["name"],"properties":{
          "name":{"type":"string"},"number":{"type":"integer","minimum":1,"maximum":9,"default":1}}}},
        "properties":{
          "customer":{"type":"string"},
          "items":{"type":"array","items":{"$ref":"#/$defs/item"}},
          "how":{"oneOf":[
            {"title":"By post","type":"object","required":["street"],"properties":{"kind":{"const":"post"},"street":{"type":"string"}}},
            {"title":"Collected","type":"object","required":["day"],"properties":{"kind":{"const":"collect"},"day":{"type":"string","format":"date"}}}]},
          "gift":{"type":"boolean"},
          "colour":{"enum":["red","green",3]},
          "extra":{"type":"object","additionalProperties":{"type":"string"}}}}},
      {"name":"look","description":"Looks.","annotations":{"readOnlyHint":true},"inputSchema":{"type":"object","properties":{"path":{"type":"string"}}}},
      {"name":"forbidden","inputSchema":{"type":"object"}}]}""";

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    Path tools = Files.writeString(folder.resolve("tools"), TOOLS.replace("\n", ""));
    Path log = Files.writeString(folder.resolve("log"), "");
    Server server = dashboard
        .manager()
        .servers()
        .create(SYSTEM, TestServers.small("shop", tools.toString(), log.toString()));
    var started =
        dashboard.manager().servers().execute(SYSTEM, server.id(), new ServerCommand.Start());
    assertThat(started.success()).as(started.message()).isTrue();
  }

  @Test
  void givenTool_whenItsFormIsFilledIn_thenItIsCalledWithThatAfterAQuestion() {
    Page page = dashboard.signedInPage("/tools");
    page.getByLabel("Find a tool").fill("things");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("order")).click();
    assertThat(page.getByText("Orders <b>things</b>.")).isVisible();

    button(page, "Call").click();
    assertThat(page.getByLabel("customer")).isFocused();
    assertThat(page.getByText("customer is required", new Page.GetByTextOptions().setExact(true)))
        .isVisible();

    page.getByLabel("customer").fill("Ada");
    button(page, "Add to items").click();
    page.getByLabel("name", new Page.GetByLabelOptions().setExact(true)).fill("Tea");
    page.getByLabel("number").fill("12");
    page.getByLabel("Kind of how").selectOption("Collected");
    page.getByLabel("day").fill("2026-02-01");
    page.getByLabel("gift").selectOption("Yes");
    page.getByLabel("colour").selectOption("3");
    page.getByLabel("extra").fill("{\"wrap\": \"blue\"}");
    button(page, "Call").click();
    assertThat(page.getByText("number must be 1 to 9", new Page.GetByTextOptions().setExact(true)))
        .isVisible();
    page.getByLabel("number").fill("2");

    var asked = page.waitForRequest("**/api/v1/tools/shop__order/call", () -> {
      button(page, "Call").click();
      page.getByRole(AriaRole.ALERTDIALOG)
          .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Call order"))
          .click();
    });

    assertThat(asked.postData())
        .isEqualTo(
            "{\"how\":{\"kind\":\"collect\",\"day\":\"2026-02-01\"},\"customer\":\"Ada\","
                + "\"items\":[{\"number\":2,\"name\":\"Tea\"}],\"gift\":true,\"colour\":3,\"extra\":{\"wrap\":\"blue\"}}");
    assertThat(region(page, "Result")).containsText("<u>done</u>");
  }

  @Test
  void givenArguments_whenChangedBetweenFormAndJson_thenTheyAreKept() {
    Page page = dashboard.signedInPage("/tools/shop/look");
    page.getByLabel("path").fill("/a");

    button(page, "JSON").click();
    Locator json = page.getByLabel("Arguments as JSON");
    assertThat(json).hasValue("{\n  \"path\": \"/a\"\n}");
    json.fill("{\"path\": \"/b\"");
    button(page, "Form").click();
    assertThat(page.getByText("This is not JSON")).isVisible();
    json.fill("{\"path\": \"/b\"}");
    button(page, "Form").click();

    assertThat(page.getByLabel("path")).hasValue("/b");
    page.getByLabel("path").press("Control+Enter");
    assertThat(region(page, "Result")).containsText("answered");
    assertThat(region(page, "Called before")).containsText("{\"path\":\"/b\"}");
  }

  @Test
  void givenRuleThatAsks_whenToolIsCalled_thenThePageSaysWhereItWaits() {
    var policies = dashboard.manager().policies();
    var before = policies.get(SYSTEM);
    var ignored = policies.replace(
        SYSTEM,
        before.withRules(
            List.of(new ToolRule("", Effect.ASK, "*", "*", "shop", "look", "look twice"))));
    Page page = dashboard.signedInPage("/tools/shop/look");
    button(page, "Call").click();

    assertThat(region(page, "Result")).containsText("held until somebody has decided");
    var held = dashboard.manager().approvals().held(SYSTEM).getFirst();
    var approved = dashboard.manager().approvals().approve(SYSTEM, held.id());
    assertThat(approved.tool()).isEqualTo("look");
    assertThat(region(page, "Result")).containsText("<u>done</u>");
    ignored = policies.replace(SYSTEM, policies.get(SYSTEM).withRules(List.of()));
  }

  @Test
  void givenRuleThatDenies_whenToolIsCalled_thenThePageSaysWhereThatIsDecided() {
    dashboard.expect("status of 403");
    Page page = dashboard.signedInPage("/tools/shop/forbidden");
    assertThat(button(page, "Call")).isVisible();
    var policies = dashboard.manager().policies();
    var ignored = policies.replace(
        SYSTEM,
        policies
            .get(SYSTEM)
            .withRules(
                List.of(new ToolRule("", Effect.DENY, "*", "*", "shop", "forbidden", "not now"))));

    button(page, "Call").click();

    assertThat(region(page, "Result").getByRole(AriaRole.LINK)).hasText("Rules about tools");
    ignored = policies.replace(SYSTEM, policies.get(SYSTEM).withRules(List.of()));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator region(Page page, String name) {
    return page.getByRole(
        AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
