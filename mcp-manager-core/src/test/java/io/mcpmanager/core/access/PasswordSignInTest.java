package io.mcpmanager.core.access;

import static io.mcpmanager.core.access.AccessFixture.ADDRESS;
import static io.mcpmanager.core.access.AccessFixture.PASSWORD;
import static io.mcpmanager.core.access.AccessFixture.assertRefused;
import static io.mcpmanager.core.access.AccessFixture.attempt;
import static io.mcpmanager.core.access.AccessFixture.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.mcpmanager.api.access.Access.SecondFactorSetup;
import io.mcpmanager.api.access.Authentication.PasswordSignIn;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.RetryLaterException;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PasswordSignInTest {

  private final AccessFixture fixture = new AccessFixture();
  private CallContext admin;
  private User ada;

  @BeforeEach
  void addUser() {
    admin = fixture.firstAdministrator();
    ada = fixture.user(admin, "Ada", "operator");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void assertWrong(PasswordSignIn attempt) {
    assertRefused(ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.signIn(attempt, ADDRESS));
  }

  @Test
  void givenPassword_whenSignedIn_thenItIsThatUserWhateverTheCaseOfTheName() {
    assertThat(fixture.signedIn("ada").principal().id()).isEqualTo("user:" + ada.id());
    assertThat(fixture.access.me(fixture.signedIn("ADA")).orElseThrow().lastSignInAt())
        .contains(fixture.clock.now());
  }

  @Test
  void givenWrongPasswordOrUnknownName_whenSignedIn_thenTheWordsAreTheSame() {
    var wrong = catchThrowableOfType(
        McpManagerException.class,
        () -> fixture.authentication.signIn(attempt("ada", "not this one, sorry"), ADDRESS));
    var unknown = catchThrowableOfType(
        McpManagerException.class,
        () -> fixture.authentication.signIn(attempt("nobody", PASSWORD), ADDRESS));

    assertThat(wrong.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(unknown.code()).isEqualTo(wrong.code());
    assertThat(unknown.getMessage()).isEqualTo(wrong.getMessage());
    assertThat(fixture.audited.getLast().result()).isEqualTo(AuditResult.DENIED);
    assertThat(fixture.audited.toString()).doesNotContain(PASSWORD).doesNotContain("nobody");
  }

  @Test
  void givenDisabledUser_whenSignedIn_thenRefusedLikeAWrongPassword() {
    var ignored = fixture.access.changeUser(
        admin,
        ada.id(),
        1,
        new io.mcpmanager.api.access.Access.NewUser(
            "Ada", "", "", java.util.Set.of("operator"), false));

    assertWrong(attempt("ada", PASSWORD));
  }

  @Test
  void givenUserWhoNeverSetAPassword_whenSignedInWithAnEmptyOne_thenRefused() {
    var ignored = fixture.access.createUser(
        admin,
        new io.mcpmanager.api.access.Access.NewUser(
            "new", "", "", java.util.Set.of("viewer"), true));

    assertWrong(attempt("new", ""));
  }

  @Test
  void givenManyFailures_whenTriedAgain_thenTheWaitGrowsAndTheRightPasswordHasToWaitToo() {
    for (int i = 0; i < 5; i++) {
      assertWrong(attempt("ada", "guess number " + i));
    }
    var first = catchThrowableOfType(
        RetryLaterException.class,
        () -> fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS));
    assertThat(first.code()).isEqualTo(ErrorCode.LOCKED_OUT);
    assertThat(first.retryAfter()).isEqualTo(Duration.ofSeconds(5));

    fixture.clock.advance(first.retryAfter());
    assertWrong(attempt("ada", "one more guess"));
    var second = catchThrowableOfType(
        RetryLaterException.class,
        () -> fixture.authentication.signIn(attempt("ada", PASSWORD), "198.51.100.1"));
    assertThat(second.retryAfter()).isEqualTo(Duration.ofSeconds(10));

    fixture.clock.advance(second.retryAfter());
    assertThat(fixture.signedIn("ada")).isNotNull();
    assertWrong(attempt("ada", "begins anew"));
  }

  @Test
  void givenNameThatNobodyHas_whenGuessed_thenItIsLockedOutLikeOneThatSomebodyHas() {
    for (int i = 0; i < 5; i++) {
      assertWrong(attempt("nobody", "guess number " + i));
    }

    assertRefused(
        ErrorCode.LOCKED_OUT, () -> fixture.authentication.signIn(attempt("nobody", "x"), ADDRESS));
  }

  @Test
  void givenOneAddressThatTriesManyNames_whenItGoesOn_thenTheAddressIsLockedOut() {
    for (int i = 0; i < 20; i++) {
      assertWrong(attempt("name" + i, "guess"));
    }

    assertRefused(
        ErrorCode.LOCKED_OUT,
        () -> fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS));
    assertThat(fixture.authentication.signIn(attempt("ada", PASSWORD), "198.51.100.1"))
        .isNotNull();
  }

  @Test
  void givenWeakPassword_whenWanted_thenRefused() {
    CallContext context = fixture.signedIn("ada");

    for (String weak :
        List.of("short", "passwordpassword", "AAAAAAAAAAAAAAAA", "adaadaadaada", "x".repeat(257))) {
      assertRefused(
          ErrorCode.VALIDATION_FAILED,
          () -> fixture.access.changePassword(context, PASSWORD, weak));
    }
  }

  @Test
  void givenSession_whenPasswordIsChanged_thenThePresentOneIsNeededAndOtherSessionsEnd() {
    var other = fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS);
    var tokens = fixture.authentication.tokens(attempt("ada", PASSWORD), ADDRESS);
    var mine = fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS);
    CallContext context = context(mine.signedIn().identity());

    assertRefused(
        ErrorCode.ACCESS_DENIED,
        () -> fixture.access.changePassword(context, "not the present one", "another good one"));
    fixture.access.changePassword(context, PASSWORD, "another good one");

    assertThat(fixture.authentication.session(mine.sessionToken(), ADDRESS)).isNotNull();
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.session(other.sessionToken(), ADDRESS));
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.bearer(tokens.accessToken(), ADDRESS));
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.refresh(tokens.refreshToken(), ADDRESS));
    assertWrong(attempt("ada", PASSWORD));
    assertThat(fixture.authentication.signIn(attempt("ada", "another good one"), ADDRESS))
        .isNotNull();
  }

  @Test
  void givenSessionThatBeganByALink_whenAPasswordWasSetInIt_thenTheNextNeedsThatOne() {
    String token = fixture.access.inviteUser(admin, ada.id());
    var session = fixture.authentication.signInByLink(token, ADDRESS);
    CallContext context = context(session.signedIn().identity());

    fixture.access.changePassword(context, "", "chosen after a link");

    assertRefused(
        ErrorCode.ACCESS_DENIED,
        () -> fixture.access.changePassword(context, "", "chosen by a passer-by"));
  }

  @Test
  void givenHashOfFewerRounds_whenSignedIn_thenItIsHashedAnew() {
    var passwords = new Passwords(500, new java.security.SecureRandom());
    var shelves = new Shelves(fixture.store.documents(), fixture.clock);
    var kept = shelves.users.lookup("ada").orElseThrow();
    var ignored = fixture.store.commit(List.of(shelves.users.replace(
        kept,
        "ada",
        kept.value()
            .withCredentials(kept.value().credentials().withPassword(passwords.hash(PASSWORD))))));

    assertThat(fixture.signedIn("ada")).isNotNull();

    assertThat(shelves.users.lookup("ada").orElseThrow().value().credentials().password())
        .startsWith("pbkdf2-sha512$1000$");
    assertThat(fixture.signedIn("ada")).isNotNull();
  }

  private SecondFactorSetup secondFactor(List<String> recoveryCodes) {
    CallContext context = fixture.signedIn("ada");
    SecondFactorSetup setup = fixture.access.beginSecondFactor(context);
    recoveryCodes.addAll(fixture.access.confirmSecondFactor(context, code(setup)));
    return setup;
  }

  private String code(SecondFactorSetup setup) {
    try {
      return new TimeBasedOneTimePasswordGenerator()
          .generateOneTimePasswordString(
              new SecretKeySpec(decode(setup.secret()), "HmacSHA1"),
              fixture.clock.now(),
              Locale.ROOT);
    } catch (InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] decode(String base32) {
    var bytes = new java.io.ByteArrayOutputStream();
    int bits = 0;
    int held = 0;
    for (char one : base32.toCharArray()) {
      held = (held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(held >>> bits);
      }
      held &= (1 << bits) - 1;
    }
    return bytes.toByteArray();
  }

  private PasswordSignIn attemptWith(String code) {
    return new PasswordSignIn("ada", PASSWORD, code);
  }

  @Test
  void givenSecondFactor_whenSignedIn_thenItsCodeIsNeededAndWorksOnce() {
    SecondFactorSetup setup = secondFactor(new java.util.ArrayList<>());
    fixture.clock.advance(Duration.ofSeconds(30));
    String code = code(setup);

    assertThat(setup.uri()).startsWith("otpauth://totp/MCP%20Manager:Ada?secret=" + setup.secret());
    assertRefused(
        ErrorCode.SECOND_FACTOR_REQUIRED,
        () -> fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS));
    assertWrong(attemptWith("000000"));
    assertThat(fixture.authentication.signIn(attemptWith(code), ADDRESS)).isNotNull();
    assertWrong(attemptWith(code));
  }

  @Test
  void givenCodeThatConfirmed_whenItIsPresentedToSignIn_thenRefused() {
    SecondFactorSetup setup = secondFactor(new java.util.ArrayList<>());

    assertWrong(attemptWith(code(setup)));
  }

  @Test
  void givenRecoveryCode_whenUsedTwice_thenTheSecondTimeIsRefused() {
    var codes = new java.util.ArrayList<String>();
    SecondFactorSetup ignored = secondFactor(codes);

    assertThat(codes).hasSize(10);
    assertThat(fixture.authentication.signIn(attemptWith(codes.getFirst()), ADDRESS))
        .isNotNull();
    assertWrong(attemptWith(codes.getFirst()));
    assertThat(fixture.authentication.signIn(attemptWith(codes.getLast()), ADDRESS))
        .isNotNull();
    assertThat(fixture.store.documents().list("user", "*", "", 10).toString())
        .doesNotContain(codes.get(3));
  }

  @Test
  void givenWrongPassword_whenSecondFactorExists_thenNothingTellsOfIt() {
    SecondFactorSetup ignored = secondFactor(new java.util.ArrayList<>());

    assertWrong(attempt("ada", "not this one, sorry"));
  }

  @Test
  void givenManyWrongCodes_whenTriedAgain_thenLockedOut() {
    SecondFactorSetup ignored = secondFactor(new java.util.ArrayList<>());
    for (int i = 0; i < 5; i++) {
      assertWrong(attemptWith("00000" + i));
    }

    assertRefused(
        ErrorCode.LOCKED_OUT, () -> fixture.authentication.signIn(attemptWith("000009"), ADDRESS));
  }

  @Test
  void givenSecondFactor_whenEnded_thenOneNeedsACodeAndAnAdministratorDoesNot() {
    SecondFactorSetup setup = secondFactor(new java.util.ArrayList<>());
    fixture.clock.advance(Duration.ofSeconds(30));
    CallContext context = context(fixture
        .authentication
        .signIn(attemptWith(code(setup)), ADDRESS)
        .signedIn()
        .identity());

    assertRefused(ErrorCode.IN_USE, () -> fixture.access.beginSecondFactor(context));
    assertRefused(
        ErrorCode.ACCESS_DENIED, () -> fixture.access.endSecondFactor(context, ada.id(), "000000"));
    fixture.access.endSecondFactor(admin, ada.id(), "");

    assertThat(fixture.signedIn("ada")).isNotNull();
  }
}
