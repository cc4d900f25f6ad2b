package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.testkit.Requires;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users, roles and keys, as an administrator has to do with them. */
@Requires("chromium")
final class AccessPageIT {

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(
        AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator field(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  private static Locator shownOnce(Page page, String what) {
    return page.getByRole(
        AriaRole.GROUP, new Page.GetByRoleOptions().setName(what).setExact(true));
  }

  @Test
  void givenSomebodyNew_whenInvited_thenTheLinkLetsThemInWithTheirRole() {
    Page page = dashboard.signedInPage("/access");
    button(page, "Invite somebody").click();
    field(page, "Name").fill("grace");
    page.getByLabel("Display name").fill("Grace Hopper");
    field(page, "operator").check();
    field(page, "viewer").uncheck();
    Axe.check(page);
    button(page, "Add and make a link").click();
    String link = shownOnce(page, "Link").textContent();
    button(page, "Done").click();
    assertThat(link(page, "grace")).isVisible();

    Page theirs = dashboard.newPage(Look.PHONE);
    var ignored = theirs.navigate(link);
    assertThat(theirs.getByRole(AriaRole.HEADING)).hasText("Welcome, Grace Hopper");
    theirs.getByText("Later").click();
    assertThat(theirs.locator("#connection")).hasAttribute("data-state", "live");
    var alsoIgnored = theirs.navigate(dashboard.url("/access"));
    assertThat(theirs.getByText("You may not see this page")).isVisible();
  }

  @Test
  void givenAUser_whenChangedDisabledAndErased_thenTheyAreAndThePageSaysWhatIsLost() {
    var user = dashboard.user("hans", "viewer");
    Page page = dashboard.signedInPage("/access");
    page.getByLabel("Find a user").fill("hans");
    link(page, "hans").click();
    field(page, "operator").check();
    field(page, "May sign in").uncheck();
    button(page, "Save").click();
    assertThat(page.getByText("hans saved")).isVisible();
    var changed = dashboard.manager().access().user(Dashboard.SYSTEM, user.id());
    assertThat(changed.enabled()).isFalse();
    assertThat(changed.roles().get("default")).containsExactlyInAnyOrder("viewer", "operator");
    button(page, "Make a sign-in link").click();
    assertThat(shownOnce(page, "Link")).containsText("/sign-in/link#mcp_l_");

    button(page, "Erase personal data…").click();
    Locator question = page.getByRole(AriaRole.ALERTDIALOG);
    assertThat(question).containsText("all sessions and API keys");
    assertThat(question).containsText("stays in the audit trail");
    assertThat(button(page, "Cancel")).isFocused();
    button(page, "Erase hans").click();

    assertThat(page.getByText("hans is erased")).isVisible();
    assertThat(button(page, "Invite somebody")).isVisible();
    assertThat(dashboard.manager().access().users(Dashboard.SYSTEM, "", 100))
        .noneMatch(one -> one.name().equals("hans"));
  }

  @Test
  void givenTheLastAdministrator_whenDisabled_thenItSaysWhyNot() {
    dashboard.expect("status of 409");
    Page page = dashboard.signedInPage("/access");
    for (var other : dashboard.manager().access().users(Dashboard.SYSTEM, "", 100)) {
      if (!other.name().equals("anna")) {
        dashboard.manager().access().deleteUser(Dashboard.SYSTEM, other.id());
      }
    }
    var ignored = page.navigate(dashboard.url("/access?user=anna"));
    field(page, "May sign in").uncheck();
    button(page, "Save").click();

    assertThat(page.getByRole(AriaRole.ALERT)
            .filter(new Locator.FilterOptions().setHasText("last administrator")))
        .isVisible();
  }

  @Test
  void givenARole_whenMadeForSomeTools_thenItAllowsThoseAndSaysSoInWords() {
    Page page = dashboard.signedInPage("/access/roles");
    button(page, "Make a role").click();
    field(page, "Name").fill("github-caller");
    page.getByLabel("Call tools, get prompts and read resources").check();
    page.getByLabel("Only these servers, or server/tool").fill("github/create_*, files");
    page.getByLabel("Connect to the gateway as a client").check();
    button(page, "Save role").click();

    Locator role = page.getByRole(
        AriaRole.REGION, new Page.GetByRoleOptions().setName("github-caller").setExact(true));
    assertThat(role)
        .containsText("Call tools, get prompts and read resources: of files, github/create_* only");
    assertThat(dashboard.manager().access().roles(Dashboard.SYSTEM))
        .filteredOn(one -> one.name().equals("github-caller"))
        .singleElement()
        .satisfies(one -> assertThat(one.grants().permissions().stream().map(Object::toString))
            .containsExactlyInAnyOrder(
                "proxy:execute", "tools:execute:github/create_*", "tools:execute:files"));
    button(page, "Delete github-caller").click();
    button(page, "Delete role").click();
    assertThat(role).hasCount(0);
  }

  @Test
  void givenAKey_whenMadeRotatedAndRevoked_thenEachIsGoodForAsLongAsItSays() {
    Page page = dashboard.signedInPage("/access/keys?new=key");
    field(page, "Name").fill("looker");
    page.getByLabel("For", new Page.GetByLabelOptions().setExact(true)).selectOption("look");
    button(page, "Make key").click();
    String first = shownOnce(page, "Key").textContent();
    button(page, "I have copied it").click();
    assertThat(page.content()).doesNotContain(first);
    assertThat(asked(page, first)).isEqualTo(200);

    button(page, "Rotate looker").click();
    button(page, "Make the new key").click();
    String second = shownOnce(page, "Key").textContent();
    assertThat(page.getByText("The former key works on for a day.")).isVisible();
    button(page, "I have copied it").click();
    assertThat(asked(page, first)).isEqualTo(200);
    assertThat(asked(page, second)).isEqualTo(200);

    page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(second.substring(0, 14)))
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Revoke looker"))
        .click();
    button(page, "Revoke key").click();
    assertThat(page.getByText("looker is revoked")).isVisible();
    assertThat(asked(page, second)).isEqualTo(401);
  }

  private static int asked(Page page, String key) {
    APIResponse answer = page.context()
        .request()
        .get(
            dashboard.url("/api/v1/servers"),
            RequestOptions.create().setHeader("Authorization", "Bearer " + key));
    return answer.status();
  }

  @Test
  void givenSomebodyWhoOnlyLooks_whenTheyLook_thenNothingIsOfferedThatTheyMayNot() {
    dashboard
        .manager()
        .access()
        .putRole(
            Dashboard.SYSTEM, "clerk", "", Set.of(Permission.parse("users:read").orElseThrow()));
    Page page = dashboard.pageOf("clara", "clerk", "/access", Look.DESKTOP);
    assertThat(link(page, "clara")).isVisible();
    assertThat(button(page, "Invite somebody")).hasCount(0);

    link(page, "clara").click();
    assertThat(page.getByText("May sign in")).isVisible();
    assertThat(button(page, "Save")).hasCount(0);
    assertThat(button(page, "Erase personal data…")).hasCount(0);
    var ignored = page.navigate(dashboard.url("/access/roles"));
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("operator")))
        .isVisible();
    assertThat(button(page, "Make a role")).hasCount(0);
  }
}
