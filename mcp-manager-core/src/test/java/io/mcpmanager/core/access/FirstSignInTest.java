package io.mcpmanager.core.access;

import static io.mcpmanager.core.access.AccessFixture.ADDRESS;
import static io.mcpmanager.core.access.AccessFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.error.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FirstSignInTest {

  private final AccessFixture fixture = new AccessFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void givenNobody_whenFirstSignInIsAskedFor_thenItsLinkSignsAnAdministratorIn() {
    String token = fixture.authentication.firstSignIn().orElseThrow();

    var signIn = fixture.authentication.signInByLink(token, ADDRESS);

    CallContext context = AccessFixture.context(signIn.signedIn().identity());
    assertThat(context.tenant()).isEqualTo(CallContext.DEFAULT_TENANT);
    assertThat(context.grants()).isEqualTo(Grants.ALL);
    assertThat(context.principal().id()).startsWith("user:");
    assertThat(fixture.authentication.session(signIn.sessionToken(), ADDRESS).identity())
        .isEqualTo(signIn.signedIn().identity());
  }

  @Test
  void givenUsedLink_whenUsedAgain_thenRefused() {
    String token = fixture.authentication.firstSignIn().orElseThrow();
    var ignored = fixture.authentication.signInByLink(token, ADDRESS);

    assertRefused(
        ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.signInByLink(token, ADDRESS));
  }

  @Test
  void givenFirstLink_whenItsHourIsOver_thenRefused() {
    String token = fixture.authentication.firstSignIn().orElseThrow();

    fixture.clock.advance(Newcomers.FIRST_LINK);

    assertRefused(
        ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.signInByLink(token, ADDRESS));
  }

  @Test
  void givenAdministratorWhoNeverSetAPassword_whenAskedAgain_thenANewLinkEndsTheOldOne() {
    String first = fixture.authentication.firstSignIn().orElseThrow();
    String second = fixture.authentication.firstSignIn().orElseThrow();

    assertRefused(
        ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.signInByLink(first, ADDRESS));
    assertThat(fixture.authentication.signInByLink(second, ADDRESS).sessionToken())
        .isNotBlank();
    assertThat(fixture.store.documents().list("user", "*", "", 10)).hasSize(1);
  }

  @Test
  void givenSession_whenSignedOut_thenItEndsAtOnce() {
    var signIn = fixture.authentication.signInByLink(
        fixture.authentication.firstSignIn().orElseThrow(), ADDRESS);
    assertThat(fixture.authentication.session(signIn.sessionToken(), ADDRESS)).isNotNull();

    fixture.authentication.signOut(signIn.sessionToken());

    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.session(signIn.sessionToken(), ADDRESS));
  }

  @Test
  void givenSession_whenIdleForTwelveHours_thenItHasEnded() {
    var signIn = fixture.authentication.signInByLink(
        fixture.authentication.firstSignIn().orElseThrow(), ADDRESS);

    fixture.clock.advance(SessionBook.IDLE.minusSeconds(1));
    var going = fixture.authentication.session(signIn.sessionToken(), ADDRESS);
    String token = going.renewed().orElseThrow();
    fixture.clock.advance(SessionBook.IDLE);

    assertRefused(ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.session(token, ADDRESS));
  }

  @Test
  void givenSessionInConstantUse_whenAWeekIsOver_thenItHasEnded() {
    var signIn = fixture.authentication.signInByLink(
        fixture.authentication.firstSignIn().orElseThrow(), ADDRESS);
    String token = signIn.sessionToken();
    for (int hours = 0; hours < 7 * 24 - 6; hours += 6) {
      fixture.clock.advance(Duration.ofHours(6));
      var going = fixture.authentication.session(token, ADDRESS);
      token = going.renewed().orElse(token);
    }
    String last = token;

    fixture.clock.advance(Duration.ofHours(6));

    assertRefused(ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.session(last, ADDRESS));
  }

  @Test
  void givenSessionAnHourOld_whenUsed_thenItsTokenIsRenewedAndTheFormerOneEndsSoon() {
    var signIn = fixture.authentication.signInByLink(
        fixture.authentication.firstSignIn().orElseThrow(), ADDRESS);
    fixture.clock.advance(SessionBook.RENEWAL);

    var first = fixture.authentication.session(signIn.sessionToken(), ADDRESS);
    var meanwhile = fixture.authentication.session(signIn.sessionToken(), ADDRESS);

    String renewed = first.renewed().orElseThrow();
    assertThat(meanwhile.renewed()).isEmpty();
    assertThat(meanwhile.csrfToken()).isEqualTo(first.csrfToken());
    fixture.clock.advance(SessionBook.GRACE);
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.session(signIn.sessionToken(), ADDRESS));
    assertThat(fixture.authentication.session(renewed, ADDRESS).csrfToken())
        .isEqualTo(signIn.signedIn().csrfToken());
  }

  @Test
  void givenTwoSignIns_whenCompared_thenNothingOfOneIsInTheOther() {
    String link = fixture.authentication.firstSignIn().orElseThrow();
    var one = fixture.authentication.signInByLink(link, ADDRESS);
    var other = fixture.authentication.signInByLink(
        fixture.authentication.firstSignIn().orElseThrow(), ADDRESS);

    assertThat(one.sessionToken()).isNotEqualTo(other.sessionToken());
    assertThat(one.signedIn().csrfToken()).isNotEqualTo(other.signedIn().csrfToken());
    assertThat(one.signedIn().identity().credential())
        .isNotEqualTo(other.signedIn().identity().credential());
  }

  @Test
  void givenMadeUpSessionToken_whenPresented_thenRefusedAndNoSuchSessionBegins() {
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.session("chosen-by-somebody-else", ADDRESS));
    assertThat(fixture.store.documents().list("session", "*", "", 10)).isEmpty();
  }

  @Test
  void givenStore_whenSearched_thenNoTokenIsInIt() {
    String link = fixture.authentication.firstSignIn().orElseThrow();
    var signIn = fixture.authentication.signInByLink(link, ADDRESS);

    for (String kind : new String[] {"user", "session", "link", "member"}) {
      assertThat(fixture.store.documents().list(kind, "*", "", 100).toString())
          .doesNotContain(signIn.sessionToken())
          .doesNotContain(signIn.signedIn().csrfToken())
          .doesNotContain(link);
    }
  }
}
