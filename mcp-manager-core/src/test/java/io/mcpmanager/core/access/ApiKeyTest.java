package io.mcpmanager.core.access;

import static io.mcpmanager.core.access.AccessFixture.ADDRESS;
import static io.mcpmanager.core.access.AccessFixture.assertRefused;
import static io.mcpmanager.core.access.AccessFixture.context;
import static io.mcpmanager.core.access.AccessFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.Access.MadeKey;
import io.mcpmanager.api.access.Access.NewKey;
import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.ApiKey;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiKeyTest {

  private final AccessFixture fixture = new AccessFixture();
  private CallContext admin;

  @BeforeEach
  void signIn() {
    admin = fixture.firstAdministrator();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private CallContext by(MadeKey key) {
    return context(fixture.authentication.bearer(key.secret(), ADDRESS));
  }

  private void assertEnded(MadeKey key) {
    assertRefused(
        ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.bearer(key.secret(), ADDRESS));
  }

  @Test
  void givenKey_whenPresented_thenItMayDoWhatItWasGivenAndNoMore() {
    MadeKey made = fixture.access.createKey(admin, key("servers:read"));

    CallContext context = by(made);

    assertThat(made.secret()).matches("mcp_k_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}");
    assertThat(made.key().prefix()).isEqualTo(made.secret().substring(0, 14));
    assertThat(context.principal().id()).isEqualTo("key:" + made.key().id());
    assertThat(context.grants().allows(Area.SERVERS, Action.READ, "")).isTrue();
    assertThat(context.grants().allows(Area.SERVERS, Action.WRITE, "")).isFalse();
    assertThat(fixture.store.documents().list("key", "default", "", 10).toString())
        .doesNotContain(made.secret())
        .doesNotContain(made.secret().substring(15));
  }

  @Test
  void givenKeyWithAnotherSecret_whenPresented_thenRefusedInTheSameWordsAsAnUnknownOne() {
    MadeKey made = fixture.access.createKey(admin, key("servers:read"));
    String wrong = made.secret().substring(0, 15) + "A".repeat(43);
    String unknown = "mcp_k_00000000_" + "A".repeat(43);

    for (String bad : new String[] {wrong, unknown, "mcp_k_", "", "mcp_k_" + "x".repeat(5000)}) {
      assertRefused(ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.bearer(bad, ADDRESS));
    }
  }

  @Test
  void givenKeyInUse_whenRevoked_thenTheNextRequestIsRefused() {
    MadeKey made = fixture.access.createKey(admin, key("servers:read"));
    CallContext ignored = by(made);

    fixture.access.revokeKey(admin, made.key().id());

    assertEnded(made);
    assertThat(fixture.authentication.holder("key:" + made.key().id())).isEmpty();
  }

  @Test
  void givenKeyWithAnEnd_whenThatComes_thenRefused() {
    MadeKey made = fixture.access.createKey(
        admin,
        new NewKey(
            "short",
            Set.of(Permission.of(Area.SERVERS, Action.READ)),
            Optional.of(fixture.clock.now().plusSeconds(60)),
            ""));
    CallContext ignored = by(made);

    fixture.clock.advance(Duration.ofSeconds(60));

    assertEnded(made);
    assertThat(fixture.access.keys(admin, "", 100))
        .extracting(ApiKey::id)
        .contains(made.key().id());
    fixture.clock.advance(KeyDesk.SHOWN_ENDED);
    assertThat(fixture.access.keys(admin, "", 100)).isEmpty();
  }

  @Test
  void givenKey_whenRotated_thenBothWorkUntilTheOverlapIsOver() {
    MadeKey former = fixture.access.createKey(admin, key("servers:read"));
    MadeKey next = fixture.access.rotateKey(admin, former.key().id(), Duration.ofHours(1));

    assertThat(by(former).grants()).isEqualTo(by(next).grants());
    assertThat(fixture.access.keys(admin, "", 100))
        .filteredOn(one -> one.id().equals(former.key().id()))
        .singleElement()
        .satisfies(one -> assertThat(one.replacedBy()).contains(next.key().id()));
    fixture.clock.advance(Duration.ofHours(1));
    assertEnded(former);
    assertThat(by(next)).isNotNull();
    assertRefused(
        ErrorCode.IN_USE, () -> fixture.access.rotateKey(admin, former.key().id(), Duration.ZERO));
  }

  @Test
  void givenRotatedKey_whenOverlapIsTooLong_thenRefused() {
    MadeKey made = fixture.access.createKey(admin, key("servers:read"));

    assertRefused(
        ErrorCode.VALIDATION_FAILED,
        () -> fixture.access.rotateKey(admin, made.key().id(), Duration.ofDays(31)));
  }

  @Test
  void givenKey_whenUsed_thenThatIsWrittenWithinAMinute() {
    MadeKey made = fixture.access.createKey(admin, key("servers:read"));
    fixture.clock.advance(Duration.ofHours(2));
    var used = fixture.clock.now();
    CallContext ignored = by(made);

    fixture.clock.advance(Duration.ofMinutes(1));

    assertThat(fixture.access.keys(admin, "", 100).getFirst().lastUsedAt()).contains(used);
    assertThat(by(made)).isNotNull();
  }

  @Test
  void givenOwnerWhoLosesTheirRoles_whenKeyIsPresented_thenItLostThemToo() {
    User ada = fixture.user(admin, "ada", "operator");
    MadeKey made =
        fixture.access.createKey(fixture.signedIn("ada"), key("servers:read", "servers:write"));
    assertThat(by(made).grants().allows(Area.SERVERS, Action.WRITE, "")).isTrue();

    User changed = fixture.access.changeUser(
        admin, ada.id(), 1, new NewUser("ada", "", "", Set.of("viewer"), true));
    assertThat(by(made).grants().allows(Area.SERVERS, Action.WRITE, "")).isFalse();
    var ignored = fixture.access.changeUser(
        admin, ada.id(), changed.revision(), new NewUser("ada", "", "", Set.of("viewer"), false));
    assertEnded(made);
  }

  @Test
  void givenOwner_whenDeleted_thenTheirKeysAreGone() {
    User ada = fixture.user(admin, "ada", "operator");
    MadeKey made = fixture.access.createKey(fixture.signedIn("ada"), key("servers:read"));

    fixture.access.deleteUser(admin, ada.id());

    assertEnded(made);
    assertThat(fixture.access.keys(admin, "", 100)).isEmpty();
  }

  @Test
  void givenViewer_whenTheyMakeAKeyThatMayMore_thenDeniedAndAudited() {
    User ignored = fixture.user(admin, "vera", "viewer");
    CallContext vera = fixture.signedIn("vera");

    for (String more : new String[] {"servers:write", "users:read", "admin:full"}) {
      assertRefused(
          ErrorCode.ACCESS_DENIED, () -> fixture.access.createKey(vera, key("servers:read", more)));
    }
    assertThat(fixture.audited)
        .filteredOn(entry -> entry.action().equals("keys.create"))
        .allMatch(entry -> entry.result() == AuditResult.DENIED)
        .hasSize(3);
    assertThat(fixture.access.createKey(vera, key("servers:read")).key().owner())
        .isEqualTo(vera.principal().id());
  }

  @Test
  void givenKeyForOneServer_whenItMakesAKeyForAll_thenDenied() {
    MadeKey narrow =
        fixture.access.createKey(admin, key("tools:execute:github/list_*", "users:write"));

    CallContext context = by(narrow);

    for (String wide : new String[] {
      "tools:execute", "tools:execute:github", "tools:execute:github/*", "tools:execute:*"
    }) {
      assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.createKey(context, key(wide)));
    }
    assertThat(fixture.access.createKey(context, key("tools:execute:github/list_issues")))
        .isNotNull();
  }

  @Test
  void givenKeyThatMayNotWriteUsers_whenItMakesAKey_thenDenied() {
    MadeKey made = fixture.access.createKey(admin, key("servers:read"));

    assertRefused(
        ErrorCode.ACCESS_DENIED, () -> fixture.access.createKey(by(made), key("servers:read")));
  }

  @Test
  void givenKeyWithAnEnd_whenItMakesOneThatOutlivesIt_thenDenied() {
    MadeKey made = fixture.access.createKey(
        admin,
        new NewKey(
            "short",
            Set.of(Permission.of(Area.USERS, Action.WRITE)),
            Optional.of(fixture.clock.now().plusSeconds(60)),
            ""));

    assertRefused(
        ErrorCode.ACCESS_DENIED, () -> fixture.access.createKey(by(made), key("users:write")));
  }

  @Test
  void givenUser_whenTheyRaiseTheirLimits_thenDenied() {
    User ignored = fixture.user(admin, "ada", "operator");
    var wanted = new NewKey(
        "fast", Set.of(Permission.of(Area.SERVERS, Action.READ)), Optional.empty(), "unlimited");

    assertRefused(
        ErrorCode.ACCESS_DENIED, () -> fixture.access.createKey(fixture.signedIn("ada"), wanted));
    assertThat(fixture.access.createKey(admin, wanted).key().tier()).isEqualTo("unlimited");
  }

  @Test
  void givenSomebodyElsesKey_whenALesserUserTouchesIt_thenItDoesNotExist() {
    MadeKey made = fixture.access.createKey(admin, key("servers:read"));
    User ignored = fixture.user(admin, "vera", "viewer");
    CallContext vera = fixture.signedIn("vera");

    assertRefused(
        ErrorCode.API_KEY_NOT_FOUND,
        () -> fixture.access.revokeKey(vera, made.key().id()));
    assertRefused(
        ErrorCode.API_KEY_NOT_FOUND,
        () -> fixture.access.rotateKey(vera, made.key().id(), Duration.ZERO));
    assertThat(fixture.access.keys(vera, "", 100)).isEmpty();
  }

  @Test
  void givenUserWithAsManyKeysAsAllowed_whenTheyMakeAnother_thenRefusedUntilOneEnds() {
    User ignored = fixture.user(admin, "vera", "viewer");
    CallContext vera = fixture.signedIn("vera");
    MadeKey last = fixture.access.createKey(vera, key("servers:read"));
    for (int i = 1; i < KeyDesk.MAX_OF_OWNER; i++) {
      last = fixture.access.createKey(vera, key("servers:read"));
    }

    assertRefused(
        ErrorCode.LIMIT_REACHED, () -> fixture.access.createKey(vera, key("servers:read")));
    assertThat(fixture.access.createKey(admin, key("servers:read"))).isNotNull();
    fixture.access.revokeKey(vera, last.key().id());
    assertThat(fixture.access.createKey(vera, key("servers:read"))).isNotNull();
  }

  @Test
  void givenWrongWishes_whenKeyIsMade_thenEachIsNamed() {
    var wanted = new NewKey("\u0007", Set.of(), Optional.of(fixture.clock.now()), "No Such Tier");

    assertRefused(ErrorCode.VALIDATION_FAILED, () -> fixture.access.createKey(admin, wanted));
  }

  @Test
  void givenManyWrongKeysFromOneAddress_whenPresented_thenTheTrailIsNotFlooded() {
    for (int i = 0; i < 500; i++) {
      assertRefused(
          ErrorCode.UNAUTHENTICATED,
          () -> fixture.authentication.bearer("mcp_k_00000000_" + "A".repeat(43), ADDRESS));
    }

    assertThat(fixture.audited)
        .filteredOn(entry -> entry.result() == AuditResult.DENIED)
        .hasSize(1);
    fixture.clock.advance(Duration.ofMinutes(1));
    assertRefused(
        ErrorCode.UNAUTHENTICATED, () -> fixture.authentication.bearer("mcp_k_x", ADDRESS));
    assertThat(fixture.audited.getLast().details().get("reason"))
        .isEqualTo("not valid (500 times since last told)");
  }
}
