package io.mcpmanager.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.Access;
import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.ApiKey;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.error.McpManagerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The administrators of two tenants change users, roles and keys in any order, with names that could be the other's and
 * with every id of the other's. Each sees exactly what it would see if it were alone.
 */
final class TwoTenantsAccessPropertyTest {

  enum Name {
    RED,
    BLUE
  }

  enum Deed {
    ADD_USER,
    ADD_USER_BY_A_NAME_OF_THE_OTHER,
    CHANGE_USER,
    DISABLE_USER,
    DELETE_USER,
    INVITE_USER,
    PUT_ROLE,
    DELETE_ROLE,
    MAKE_KEY,
    ROTATE_KEY,
    REVOKE_KEY,
    USE_KEY,
    LOOK_AT_USER_OF_THE_OTHER,
    DELETE_USER_OF_THE_OTHER,
    INVITE_USER_OF_THE_OTHER,
    ERASE_USER_OF_THE_OTHER,
    END_SESSIONS_OF_THE_OTHER,
    REVOKE_KEY_OF_THE_OTHER,
    GIVE_A_ROLE_OF_THE_OTHER
  }

  record Step(Name who, Deed deed, int which) {}

  @Property(tries = 150)
  void givenTwoTenants_whenBothDoAnything_thenEachSeesWhatItWouldSeeAlone(
      @ForAll("steps") List<Step> steps) {
    Map<Name, List<String>> together = run(steps);

    for (Name tenant : Name.values()) {
      List<Step> own = steps.stream().filter(step -> step.who() == tenant).toList();
      assertThat(together.get(tenant)).as("%s", tenant).isEqualTo(run(own).get(tenant));
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Name.class),
            Arbitraries.of(Deed.class),
            Arbitraries.integers().between(0, 1))
        .as(Step::new)
        .list()
        .ofMaxSize(30);
  }

  private static Map<Name, List<String>> run(List<Step> steps) {
    Map<Name, List<String>> seen = new EnumMap<>(Name.class);
    try (var fixture = new AccessFixture()) {
      Map<Name, Tenant> tenants = new EnumMap<>(Name.class);
      for (Name name : Name.values()) {
        tenants.put(name, new Tenant(fixture, name));
        seen.put(name, new ArrayList<>());
      }
      for (Step step : steps) {
        Tenant other = tenants.get(step.who() == Name.RED ? Name.BLUE : Name.RED);
        seen.get(step.who()).add(step + " " + tenants.get(step.who()).perform(step, other));
      }
      tenants.forEach((name, tenant) -> seen.get(name).addAll(tenant.everything()));
    }
    return seen;
  }

  /** The administrator of a tenant. What they see is text without ids and secrets. */
  private static final class Tenant {

    private final AccessFixture fixture;
    private final Access access;
    private final String name;
    private final CallContext context;
    private final List<String> users = new ArrayList<>();
    private final List<Access.MadeKey> keys = new ArrayList<>();

    Tenant(AccessFixture fixture, Name name) {
      this.fixture = fixture;
      this.access = fixture.access;
      this.name = name == Name.RED ? "red" : "blue";
      var boss = new Principal("host:" + this.name, Principal.Kind.USER);
      context = new CallContext(boss, this.name, "c1", Grants.ALL, "");
    }

    private String userName(int which) {
      return "user" + which + "@" + name;
    }

    private NewUser wanted(int which, boolean enabled, String role) {
      return new NewUser(userName(which), "", "", Set.of(role), enabled);
    }

    private User own(int which) {
      return access.user(context, userName(which));
    }

    String perform(Step step, Tenant other) {
      try {
        return result(step, other);
      } catch (McpManagerException e) {
        return e.code() + " " + e.getMessage();
      }
    }

    private String result(Step step, Tenant other) {
      int which = step.which();
      String role = "role" + which;
      return switch (step.deed()) {
        case ADD_USER -> added(access.createUser(context, wanted(which, true, "viewer")));
        case ADD_USER_BY_A_NAME_OF_THE_OTHER ->
          added(access.createUser(
              context, new NewUser(other.userName(which), "", "", Set.of("viewer"), true)));
        case CHANGE_USER -> {
          User user = own(which);
          yield shown(
              access.changeUser(context, user.id(), user.revision(), wanted(which, true, role)));
        }
        case DISABLE_USER -> {
          User user = own(which);
          yield shown(access.changeUser(
              context, user.id(), user.revision(), wanted(which, false, "viewer")));
        }
        case DELETE_USER -> {
          access.deleteUser(context, own(which).id());
          yield "deleted";
        }
        case INVITE_USER -> access.inviteUser(context, own(which).id()).substring(0, 6);
        case PUT_ROLE ->
          access
              .putRole(
                  context, role, "", Set.of(Permission.parse("servers:read").orElseThrow()))
              .toString();
        case DELETE_ROLE -> {
          access.deleteRole(context, role);
          yield "deleted";
        }
        case MAKE_KEY -> {
          keys.add(access.createKey(context, AccessFixture.key("servers:read")));
          yield "made";
        }
        case ROTATE_KEY -> {
          keys.add(access.rotateKey(context, latest(), Duration.ofHours(which)));
          yield "rotated";
        }
        case REVOKE_KEY -> {
          access.revokeKey(context, latest());
          yield "revoked";
        }
        case USE_KEY ->
          keys.isEmpty()
              ? "none"
              : fixture
                  .authentication
                  .bearer(keys.getLast().secret(), "")
                  .memberships()
                  .toString();
        case LOOK_AT_USER_OF_THE_OTHER ->
          shown(access.user(context, which == 0 ? other.latestUser() : other.userName(0)));
        case DELETE_USER_OF_THE_OTHER -> {
          access.deleteUser(context, other.latestUser());
          yield "deleted";
        }
        case INVITE_USER_OF_THE_OTHER -> access.inviteUser(context, other.latestUser());
        case ERASE_USER_OF_THE_OTHER ->
          access.erasePerson(context, other.latestUser()).toString();
        case END_SESSIONS_OF_THE_OTHER ->
          access.sessions(context, other.latestUser()).toString();
        case REVOKE_KEY_OF_THE_OTHER -> {
          access.revokeKey(context, other.latest());
          yield "revoked";
        }
        case GIVE_A_ROLE_OF_THE_OTHER ->
          added(access.createUser(
              context, wanted(which, true, other.name + ":" + (which == 0 ? "admin" : role))));
      };
    }

    private String latest() {
      return keys.isEmpty() ? "none" : keys.getLast().key().id();
    }

    private String latestUser() {
      return users.isEmpty() ? "none" : users.getLast();
    }

    private String added(User user) {
      users.add(user.id());
      return shown(user);
    }

    private static String shown(User user) {
      return user.name() + " " + user.roles() + " " + user.enabled() + " " + user.revision();
    }

    private List<String> everything() {
      var all = new ArrayList<String>();
      access.users(context, "", 100).forEach(user -> all.add(shown(user)));
      access.roles(context).forEach(role -> all.add(role.toString()));
      all.add("keys " + access.keys(context, "", 100).size());
      all.add("ended keys "
          + access.keys(context, "", 100).stream()
              .map(ApiKey::expiresAt)
              .distinct()
              .count());
      return all;
    }
  }
}
