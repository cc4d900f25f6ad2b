package io.mcpmanager.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Access.NewKey;
import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.Authentication.PasswordSignIn;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.audit.Auditor;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.secret.StoredKeyring;
import io.mcpmanager.core.time.SystemIds;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.testkit.ManualClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Access control over a store in memory, with a clock that stands still and passwords that are hashed quickly. */
final class AccessFixture implements AutoCloseable {

  static final String ADDRESS = "192.0.2.7";
  static final String PASSWORD = "a quiet harbour at dusk";

  record Audited(String action, String target, AuditResult result, Map<String, String> details) {}

  final ManualClock clock = new ManualClock();
  final Store store = McpManager.inMemoryStore();
  final SystemIds ids = new SystemIds(clock);
  final EventLog events = new EventLog(store, clock, ids);
  final List<Audited> audited = new CopyOnWriteArrayList<>();
  final StoredKeyring keyring = new StoredKeyring(store, null, clock);
  final AccessControl control;
  final Access access;
  final Authentication authentication;

  final List<Set<String>> erasedElsewhere = new CopyOnWriteArrayList<>();
  private final PersonalRecords elsewhere = new PersonalRecords() {
    @Override
    public String kind() {
      return "elsewhere";
    }

    @Override
    public ArrayNode export(Set<String> subjects) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      subjects.forEach(array::add);
      return array;
    }

    @Override
    public long erase(CallContext context, Set<String> subjects) {
      erasedElsewhere.add(subjects);
      return 7;
    }
  };

  AccessFixture() {
    Auditor auditor = (context, action, target, result, details) ->
        audited.add(new Audited(action, target, result, details));
    control =
        new AccessControl(store, keyring, events, auditor, clock, ids, List.of(elsewhere), 1000);
    access = control.access();
    authentication = control.authentication();
    control.start();
  }

  /** The context of the first administrator, who has signed in by the first link. */
  CallContext firstAdministrator() {
    var signIn = authentication.signInByLink(authentication.firstSignIn().orElseThrow(), ADDRESS);
    return context(signIn.signedIn().identity());
  }

  static CallContext context(Identity identity) {
    return identity.context(Optional.empty(), "c1", ADDRESS).orElseThrow();
  }

  /** A user with these roles in the default tenant and {@link #PASSWORD}. */
  User user(CallContext admin, String name, String... roles) {
    User user = access.createUser(admin, new NewUser(name, "", "", Set.of(roles), true));
    var link = authentication.signInByLink(access.inviteUser(admin, user.id()), ADDRESS);
    access.changePassword(context(link.signedIn().identity()), "", PASSWORD);
    return user;
  }

  /** The context of a user who has signed in with {@link #PASSWORD}. */
  CallContext signedIn(String name) {
    return context(
        authentication.signIn(attempt(name, PASSWORD), ADDRESS).signedIn().identity());
  }

  /** The system, acting in a tenant. */
  static CallContext system(String tenant) {
    return new CallContext(Principal.SYSTEM, tenant, "c1");
  }

  static NewKey key(String... permissions) {
    return new NewKey(
        "a key",
        Stream.of(permissions)
            .map(scope -> Permission.parse(scope).orElseThrow())
            .collect(Collectors.toSet()),
        Optional.empty(),
        "");
  }

  static PasswordSignIn attempt(String name, String password) {
    return new PasswordSignIn(name, password, "");
  }

  static void assertRefused(ErrorCode code, ThrowingCallable call) {
    McpManagerException refused = catchThrowableOfType(McpManagerException.class, call);
    assertThat(refused).as("refused with " + code).isNotNull();
    assertThat(refused.code()).isEqualTo(code);
  }

  @Override
  public void close() {
    control.close();
    events.close();
    store.close();
  }
}
