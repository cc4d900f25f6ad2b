package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.server.auth.oauth.TestProvider;
import io.mcpmanager.testkit.Requires;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signing in with an identity provider, from the button to the page one wanted. */
@Requires("chromium")
final class ProviderSignInIT {

  private static final TestProvider provider = provider();

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed(
      "auth.oidc.issuer",
      provider.issuer(),
      "auth.oidc.client-id",
      "manager",
      "auth.oidc.roles",
      "engineers=operator");

  private static TestProvider provider() {
    try {
      return new TestProvider();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void close() {
    provider.close();
  }

  @Test
  void givenProvider_whenItsButtonIsPressed_thenOneIsSignedInAtThePageOneWanted() {
    provider.signsIn("ada", "engineers");
    Page page = dashboard.newPage(Look.DESKTOP);
    var ignored = page.navigate(dashboard.url("/events?q=started"));
    assertThat(page).hasURL(Pattern.compile("/sign-in\\?next="));
    Axe.check(page);

    button(page).click();

    assertThat(page).hasURL(dashboard.url("/events?q=started"));
    assertThat(page.locator("#connection")).hasText("Live");
    assertThat(page.getByRole(
            AriaRole.LINK, new Page.GetByRoleOptions().setName("ada").setExact(true)))
        .isVisible();
    assertThat(page.getByRole(
            AriaRole.LINK, new Page.GetByRoleOptions().setName("Access").setExact(true)))
        .hasCount(0);
  }

  @Test
  void givenProvider_whenWhoSignsInHasNoRoleHere_thenThePageSaysWhatToDo() {
    provider.signsIn("eve", "visitors");
    Page page = dashboard.newPage(Look.PHONE);
    var ignored = page.navigate(dashboard.url("/sign-in"));

    button(page).click();

    assertThat(page.getByRole(AriaRole.ALERT))
        .containsText("whether one of your groups has a role here");
    assertThat(button(page)).isVisible();
    Axe.check(page);
  }

  private static Locator button(Page page) {
    return page.getByRole(
        AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Sign in with ")));
  }
}
