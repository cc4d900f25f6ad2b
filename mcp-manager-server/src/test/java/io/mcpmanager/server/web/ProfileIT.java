package io.mcpmanager.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.testkit.Requires;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do about themselves. */
@Requires("chromium")
final class ProfileIT {

  private static final String PASSWORD = "seven blue kettles whistle at dawn";

  @RegisterExtension
  static final Dashboard dashboard = Dashboard.closed();

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator field(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  private static Locator part(Page page, String name) {
    return page.getByRole(
        AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  @Test
  void givenAnAuthenticatorApp_whenItsCodeIsEntered_thenSigningInAsksForOneFromThenOn()
      throws GeneralSecurityException {
    dashboard.expect("status of 40[013]");
    Page page = dashboard.pageOf("olga", "operator", "/profile", Look.DESKTOP);
    field(page, "New password").fill(PASSWORD);
    button(page, "Change password").click();
    assertThat(page.getByText("The password is changed")).isVisible();

    button(page, "Set up").click();
    assertThat(page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("QR code")))
        .isVisible();
    String secret = page.getByRole(
            AriaRole.GROUP, new Page.GetByRoleOptions().setName("Secret").setExact(true))
        .textContent()
        .replace(" ", "");
    Axe.check(page);
    field(page, "Code that the app shows").fill("000000");
    button(page, "Turn on").click();
    assertThat(field(page, "Code that the app shows")).hasAttribute("aria-invalid", "true");
    field(page, "Code that the app shows").fill(code(secret));
    button(page, "Turn on").click();

    assertThat(page.getByText("The second factor is on.")).isVisible();
    List<String> codes = page.getByRole(
            AriaRole.REGION, new Page.GetByRoleOptions().setName("Codes"))
        .textContent()
        .lines()
        .toList();
    assertThat(codes).hasSize(10);
    button(page, "I have kept them").click();
    assertThat(button(page, "End it…")).isVisible();

    button(page, "Sign out").click();
    field(page, "Name").fill("olga");
    field(page, "Password").fill(PASSWORD);
    button(page, "Sign in").click();
    assertThat(field(page, "Code of your authenticator app")).isFocused();
    field(page, "Code of your authenticator app").fill(codes.getFirst());
    button(page, "Sign in").click();
    assertThat(page.locator("#connection")).hasText("Live");

    var ignored = page.navigate(dashboard.url("/profile"));
    button(page, "End it…").click();
    field(page, "Code of the app").fill(codes.get(1));
    button(page, "End second factor").click();
    assertThat(button(page, "Set up")).isVisible();
  }

  /** The code of an authenticator app (RFC 6238) at the present time. */
  private static String code(String secret) throws GeneralSecurityException {
    var key = ByteBuffer.allocate(secret.length() * 5 / 8);
    int bits = 0;
    int number = 0;
    for (char letter : secret.toCharArray()) {
      number = number << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        key.put((byte) (number >> bits));
      }
    }
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(key.array(), "HmacSHA1"));
    byte[] hash = mac.doFinal(
        ByteBuffer.allocate(8).putLong(Instant.now().getEpochSecond() / 30).array());
    int place = hash[hash.length - 1] & 0xf;
    int value = ByteBuffer.wrap(hash).getInt(place) & 0x7fffffff;
    return String.format(Locale.ROOT, "%06d", value % 1_000_000);
  }

  @Test
  void givenSeveralSessions_whenOneIsEnded_thenThatBrowserIsOut() throws Exception {
    dashboard.expect("status of 401");
    Page page = dashboard.pageOf("pia", "viewer", "/profile", Look.PHONE);
    Page other = dashboard.newPage(Look.DESKTOP);
    String token = dashboard
        .manager()
        .access()
        .inviteUser(Dashboard.SYSTEM, dashboard.user("pia", "viewer").id());
    var ignored = other.navigate(dashboard.url("/sign-in/link#" + token));
    other.getByText("Later").click();
    assertThat(other.locator("#connection")).hasText("Live");
    var reloaded = page.reload();

    Locator sessions = part(page, "Sessions");
    assertThat(sessions.getByText("this one")).hasCount(1);
    sessions
        .getByRole(
            AriaRole.BUTTON,
            new Locator.GetByRoleOptions().setName("End the session from 127.0.0.1"))
        .click();

    assertThat(other.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)))
        .isVisible();
    assertThat(part(page, "What you may do"))
        .containsText("See servers, their state, health and logs");
    Download download =
        page.waitForDownload(() -> page.getByText("Download my data").click());
    assertThat(Files.readString(download.path())).contains("\"pia\"");
  }

  @Test
  void givenAServerThatWantsACredential_whenItIsSet_thenItIsKeptAndNotShown() {
    dashboard
        .manager()
        .servers()
        .create(
            Dashboard.SYSTEM,
            ServerDefinition.of(
                "tracker",
                new RemoteLaunch(
                    URI.create("http://127.0.0.1:9/mcp"),
                    Map.of("Authorization", "Bearer ${credential:TRACKER}"))));
    Page page = dashboard.signedInPage("/profile");

    button(page, "Set TRACKER for tracker").click();
    page.getByLabel("Value", new Page.GetByLabelOptions().setExact(true)).fill("token-of-anna");
    button(page, "Set").click();

    assertThat(button(page, "Replace TRACKER for tracker")).isVisible();
    assertThat(page.content()).doesNotContain("token-of-anna");
  }
}
