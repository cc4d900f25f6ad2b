package io.mcpmanager.core.access;

import static io.mcpmanager.core.access.AccessFixture.ADDRESS;
import static io.mcpmanager.core.access.AccessFixture.PASSWORD;
import static io.mcpmanager.core.access.AccessFixture.assertRefused;
import static io.mcpmanager.core.access.AccessFixture.attempt;
import static io.mcpmanager.core.access.AccessFixture.context;
import static io.mcpmanager.core.access.AccessFixture.key;
import static io.mcpmanager.core.access.AccessFixture.system;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.Access.MadeKey;
import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.Authentication.ExternalIdentity;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.access.Role;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AdministrationTest {

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

  private static NewUser wanted(String name, String... roles) {
    return new NewUser(name, "", "", Set.of(roles), true);
  }

  private static Set<Permission> permissions(String... scopes) {
    return Stream.of(scopes)
        .map(scope -> Permission.parse(scope).orElseThrow())
        .collect(Collectors.toSet());
  }

  /** Somebody who may administer users and nothing else. */
  private CallContext clerk() {
    Role ignored = fixture.access.putRole(
        admin, "clerk", "", permissions("users:read", "users:write", "servers:read"));
    User clerk = fixture.user(admin, "clerk", "clerk");
    assertThat(clerk.roles()).containsEntry("default", Set.of("clerk"));
    return fixture.signedIn("clerk");
  }

  @Test
  void givenClerk_whenTheyGiveMoreThanTheyHave_thenDenied() {
    CallContext clerk = clerk();

    assertRefused(
        ErrorCode.ACCESS_DENIED, () -> fixture.access.createUser(clerk, wanted("mate", "admin")));
    assertRefused(
        ErrorCode.ACCESS_DENIED,
        () -> fixture.access.createUser(clerk, wanted("mate", "operator")));
    assertRefused(
        ErrorCode.ACCESS_DENIED,
        () -> fixture.access.putRole(clerk, "clerk", "", permissions("users:write", "audit:read")));
    assertRefused(
        ErrorCode.ACCESS_DENIED,
        () -> fixture.access.changeUser(
            clerk, clerk.principal().id().substring(5), 1, wanted("clerk", "clerk", "admin")));
    assertThat(fixture.access.createUser(clerk, wanted("mate", "clerk")).name()).isEqualTo("mate");
    assertThat(fixture.audited)
        .filteredOn(entry -> entry.result() == AuditResult.DENIED)
        .hasSize(4)
        .allMatch(entry -> entry.details().get("reason").startsWith("nobody can give"));
  }

  @Test
  void givenClerk_whenTheyTouchSomebodyWhoMayDoMore_thenDenied() {
    CallContext clerk = clerk();
    User boss = fixture.user(admin, "boss", "admin");

    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.inviteUser(clerk, boss.id()));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.deleteUser(clerk, boss.id()));
    assertRefused(
        ErrorCode.ACCESS_DENIED, () -> fixture.access.endSecondFactor(clerk, boss.id(), ""));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.erasePerson(clerk, boss.id()));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.exportPerson(clerk, boss.id()));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.sessions(clerk, boss.id()));
    assertRefused(
        ErrorCode.ACCESS_DENIED,
        () -> fixture.access.changeUser(clerk, boss.id(), 1, wanted("boss", "clerk")));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.rollSigningKey(clerk));
  }

  @Test
  void givenViewer_whenTheyAdminister_thenDenied() {
    User vera = fixture.user(admin, "vera", "viewer");
    CallContext viewer = fixture.signedIn("vera");
    String other = admin.principal().id().substring(5);

    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.users(viewer, "", 10));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.user(viewer, other));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.createUser(viewer, wanted("x")));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.deleteUser(viewer, vera.id()));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.roles(viewer));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.deleteRole(viewer, "clerk"));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.endSession(viewer, other, "x"));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.erasePerson(viewer, vera.id()));
    assertThat(fixture.access.user(viewer, vera.id()).name()).isEqualTo("vera");
    assertThat(fixture.access.exportPerson(viewer, vera.id())).contains("vera");
  }

  @Test
  void givenOneAdministrator_whenTheyWouldGo_thenRefused() {
    String id = admin.principal().id().substring(5);

    assertRefused(ErrorCode.IN_USE, () -> fixture.access.deleteUser(admin, id));
    assertRefused(ErrorCode.IN_USE, () -> fixture.access.erasePerson(admin, id));
    assertThat(fixture.erasedElsewhere).isEmpty();
    assertRefused(
        ErrorCode.IN_USE, () -> fixture.access.changeUser(admin, id, 1, wanted("admin", "viewer")));
    assertRefused(
        ErrorCode.IN_USE,
        () -> fixture.access.changeUser(
            admin, id, 1, new NewUser("admin", "", "", Set.of("admin"), false)));

    User second = fixture.user(admin, "second", "admin");
    fixture.access.deleteUser(admin, id);
    assertRefused(
        ErrorCode.IN_USE, () -> fixture.access.deleteUser(fixture.signedIn("second"), second.id()));
  }

  @Test
  void givenDisabledSecondAdministrator_whenTheFirstWouldGo_thenRefused() {
    User second = fixture.user(admin, "second", "admin");
    var ignored = fixture.access.changeUser(
        admin, second.id(), 1, new NewUser("second", "", "", Set.of("admin"), false));

    assertRefused(
        ErrorCode.IN_USE,
        () -> fixture.access.deleteUser(admin, admin.principal().id().substring(5)));
  }

  @Test
  void givenUser_whenTheyLoseARole_thenTheirSessionsEndAndOtherwiseTheyGoOn() {
    User ada = fixture.user(admin, "ada", "operator");
    var session = fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS);

    User renamed = fixture.access.changeUser(
        admin, ada.id(), ada.revision(), wanted("ada.l", "operator", "viewer"));
    assertThat(fixture.authentication.session(session.sessionToken(), ADDRESS)).isNotNull();
    assertThat(fixture.access.user(admin, "ADA.L").id()).isEqualTo(ada.id());
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.user(admin, "ada"));

    var ignored =
        fixture.access.changeUser(admin, ada.id(), renamed.revision(), wanted("ada.l", "viewer"));
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.session(session.sessionToken(), ADDRESS));
    assertRefused(
        ErrorCode.STALE_REVISION,
        () -> fixture.access.changeUser(admin, ada.id(), 1, wanted("ada", "viewer")));
  }

  @Test
  void givenRole_whenItsPermissionsChange_thenThatHoldsForTheNextRequest() {
    Role ignored = fixture.access.putRole(admin, "caller", "", permissions("tools:execute"));
    User cal = fixture.user(admin, "cal", "caller");
    var session = fixture.authentication.signIn(attempt("cal", PASSWORD), ADDRESS);
    assertThat(mayCall(session.sessionToken())).isTrue();

    Role narrowed =
        fixture.access.putRole(admin, "caller", "", permissions("tools:execute:github"));

    assertThat(narrowed.builtIn()).isFalse();
    assertThat(cal.id()).isNotBlank();
    assertThat(mayCall(session.sessionToken())).isFalse();
    assertRefused(ErrorCode.IN_USE, () -> fixture.access.deleteRole(admin, "caller"));
  }

  private boolean mayCall(String session) {
    return context(fixture.authentication.session(session, ADDRESS).identity())
        .grants()
        .allows(Area.TOOLS, Action.EXECUTE, "web/get");
  }

  @Test
  void givenRoleWithAllPermissions_whenPut_thenRefused() {
    for (String name : new String[] {"admin", "viewer", "Bad Name", ""}) {
      assertRefused(
          ErrorCode.VALIDATION_FAILED,
          () -> fixture.access.putRole(admin, name, "", permissions("servers:read")));
    }
    assertRefused(
        ErrorCode.VALIDATION_FAILED,
        () -> fixture.access.putRole(admin, "root", "", permissions("admin:full")));
    assertRefused(
        ErrorCode.VALIDATION_FAILED, () -> fixture.access.putRole(admin, "none", "", Set.of()));
  }

  @Test
  void givenSessions_whenListedAndEnded_thenThePresentOneIsMarked() {
    User ada = fixture.user(admin, "ada", "operator");
    var one = fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS);
    var tokens = fixture.authentication.tokens(attempt("ada", PASSWORD), ADDRESS);
    CallContext context = context(one.signedIn().identity());

    var open = fixture.access.sessions(context, ada.id());
    assertThat(open).hasSize(3);
    assertThat(open).filteredOn(session -> session.present()).singleElement().satisfies(session -> {
      assertThat(session.kind()).isEqualTo("session");
      assertThat(session.address()).isEqualTo(ADDRESS);
    });
    String family = open.stream()
        .filter(session -> session.kind().equals("tokens"))
        .findFirst()
        .orElseThrow()
        .id();
    fixture.access.endSession(context, ada.id(), family);
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.bearer(tokens.accessToken(), ADDRESS));
    assertThat(fixture.authentication.holder("tokens:" + family)).isEmpty();
    assertThat(fixture.authentication.holder(context.credential())).isPresent();
    assertThat(fixture.authentication.holder("oauth:x")).isEmpty();
    assertThat(fixture.authentication.holder("")).isEmpty();
    assertRefused(
        ErrorCode.SESSION_NOT_FOUND,
        () -> fixture.access.endSession(
            context, ada.id(), admin.credential().substring("session:".length())));
  }

  @Test
  void givenMoreThanAHundredSessions_whenAnotherBegins_thenTheOldestEnds() {
    User ignored = fixture.user(admin, "ada", "operator");
    var first = fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS);
    assertThat(fixture.authentication.session(first.sessionToken(), ADDRESS)).isNotNull();
    for (int i = 0; i < 100; i++) {
      fixture.clock.advance(java.time.Duration.ofSeconds(1));
      assertThat(fixture.signedIn("ada")).isNotNull();
    }

    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.session(first.sessionToken(), ADDRESS));
  }

  @Test
  void givenPersonOfAProvider_whenSignedIn_thenTheyAreFoundBySubjectAndNeverByName() {
    User ada = fixture.user(admin, "ada", "admin");
    var claimed = new ExternalIdentity("https://idp", "s-1", "ada", "", Set.of("viewer"));

    var first = fixture.authentication.signInAs(claimed, ADDRESS);
    User stranger = fixture.access.me(context(first.signedIn().identity())).orElseThrow();
    assertThat(stranger.id()).isNotEqualTo(ada.id());
    assertThat(stranger.name()).isEqualTo("ada-2");
    assertThat(stranger.external()).isTrue();

    var again = fixture.authentication.signInAs(
        new ExternalIdentity("https://idp", "s-1", "Ada L.", "a@b.c", Set.of("operator", "none")),
        ADDRESS);
    User same = fixture.access.me(context(again.signedIn().identity())).orElseThrow();
    assertThat(same.id()).isEqualTo(stranger.id());
    assertThat(same.displayName()).isEqualTo("Ada L.");
    assertThat(same.roles()).containsEntry("default", Set.of("operator"));
    assertRefused(
        ErrorCode.ACCESS_DENIED,
        () -> fixture.access.changePassword(
            context(again.signedIn().identity()), "", "a password of one's own"));

    var elsewhere = new ExternalIdentity("https://other", "s-1", "ada", "", Set.of("viewer"));
    var other = fixture.authentication.signInAs(elsewhere, ADDRESS);
    assertThat(other.signedIn().identity().principal())
        .isNotEqualTo(again.signedIn().identity().principal());
  }

  @Test
  void givenPersonOfAProviderWithoutARole_whenSignedIn_thenRefusedAndNobodyIsAdded() {
    var nobody = new ExternalIdentity("https://idp", "s-9", "eve", "", Set.of("no-such-role"));

    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.authentication.signInAs(nobody, ADDRESS));
    assertThat(fixture.access.users(admin, "", 100)).hasSize(1);
  }

  @Test
  void givenPerson_whenErased_thenNothingOfThemIsLeft() {
    User ada = fixture.user(admin, "ada", "operator");
    MadeKey made = fixture.access.createKey(fixture.signedIn("ada"), key("servers:read"));

    String export = fixture.access.exportPerson(admin, ada.id());
    assertThat(export).contains("\"ada\"", made.key().prefix(), ADDRESS);
    assertThat(export).doesNotContain(made.secret()).doesNotContain("pbkdf2");
    var counts = fixture.access.erasePerson(admin, ada.id());

    assertThat(fixture.erasedElsewhere)
        .containsExactly(Set.of("user:" + ada.id(), "key:" + made.key().id()));
    assertThat(counts)
        .containsEntry("elsewhere", 7L)
        .containsEntry("users", 1L)
        .containsEntry("keys", 1L)
        .containsKey("sessions");
    for (String kind : new String[] {"user", "member", "session", "key", "link", "tokens"}) {
      for (String tenant : new String[] {"*", "default"}) {
        assertThat(fixture.store.documents().list(kind, tenant, "", 100).toString())
            .doesNotContain(ada.id());
      }
    }
    assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.signIn(attempt("ada", PASSWORD), ADDRESS));
  }

  @Test
  void givenPrincipalOfAHost_whenItAsksAboutItself_thenThereIsNoUser() {
    var host = new CallContext(new Principal("host:bob", Principal.Kind.USER), "default", "c1");

    assertThat(fixture.access.me(host)).isEmpty();
    assertThat(fixture.access.me(system("default"))).isEmpty();
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.changePassword(host, "", PASSWORD));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.beginSecondFactor(host));
    assertRefused(
        ErrorCode.ACCESS_DENIED, () -> fixture.access.createKey(host, key("servers:read")));
  }

  @Test
  void givenTwoTenants_whenOneAdministersAll_thenNothingOfTheOtherIsSeenOrChanged() {
    User theirs = fixture.access.createUser(system("acme"), wanted("bob@acme", "admin"));
    var link = fixture.authentication.signInByLink(
        fixture.access.inviteUser(system("acme"), theirs.id()), ADDRESS);
    CallContext acme = context(link.signedIn().identity());
    assertThat(acme.tenant()).isEqualTo("acme");
    assertThat(link.signedIn().identity().context(Optional.of("default"), "c", ADDRESS))
        .isEmpty();
    User ours = fixture.user(admin, "ada", "operator");
    MadeKey ourKey = fixture.access.createKey(fixture.signedIn("ada"), key("servers:read"));

    assertThat(fixture.access.users(acme, "", 100))
        .extracting(User::name)
        .containsExactly("bob@acme");
    assertThat(fixture.access.keys(acme, "", 100)).isEmpty();
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.user(acme, ours.id()));
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.user(acme, "ada"));
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.deleteUser(acme, ours.id()));
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.inviteUser(acme, ours.id()));
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.erasePerson(acme, ours.id()));
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.exportPerson(acme, ours.id()));
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.sessions(acme, ours.id()));
    assertRefused(
        ErrorCode.API_KEY_NOT_FOUND,
        () -> fixture.access.revokeKey(acme, ourKey.key().id()));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.rollSigningKey(acme));
    // neither by a role elsewhere, nor by trying names
    assertRefused(
        ErrorCode.VALIDATION_FAILED,
        () -> fixture.access.createUser(acme, wanted("eve@acme", "default:admin")));
    assertRefused(
        ErrorCode.VALIDATION_FAILED,
        () -> fixture.access.createUser(acme, wanted("ada", "viewer")));
    assertRefused(
        ErrorCode.VALIDATION_FAILED,
        () -> fixture.access.createUser(acme, wanted("ada@default", "viewer")));
    assertRefused(ErrorCode.USER_NOT_FOUND, () -> fixture.access.user(admin, theirs.id()));
  }

  @Test
  void givenUserOfTwoTenants_whenOneChangesThem_thenOnlyWhatIsTheirsThere() {
    User both = fixture.access.createUser(admin, wanted("ada", "admin", "acme:viewer"));
    User boss = fixture.access.createUser(system("acme"), wanted("boss@acme", "admin"));
    CallContext acme = context(fixture
        .authentication
        .signInByLink(fixture.access.inviteUser(system("acme"), boss.id()), ADDRESS)
        .signedIn()
        .identity());

    assertThat(fixture.access.user(admin, "ada").roles()).containsOnlyKeys("default", "acme");
    assertThat(fixture.access.user(acme, "ada").roles()).containsOnlyKeys("acme");
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.inviteUser(acme, both.id()));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.erasePerson(acme, both.id()));
    assertRefused(
        ErrorCode.ACCESS_DENIED, () -> fixture.access.endSecondFactor(acme, both.id(), ""));
    assertRefused(ErrorCode.ACCESS_DENIED, () -> fixture.access.sessions(acme, both.id()));
    assertRefused(
        ErrorCode.ACCESS_DENIED,
        () -> fixture.access.changeUser(
            acme, both.id(), 1, new NewUser("ada", "", "", Set.of("viewer"), false)));

    fixture.access.deleteUser(acme, both.id());
    assertThat(fixture.access.user(admin, "ada").roles()).containsOnlyKeys("default");
    assertThat(fixture.access.users(acme, "", 100)).extracting(User::id).containsExactly(boss.id());
  }
}
