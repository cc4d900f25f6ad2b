package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Access.NewUser;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Users as who administers them sees and changes them. */
final class UserDesk {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");
  private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern SHOWN = Pattern.compile("\\P{C}{0,128}");

  private final People people;
  private final RoleBook roles;
  private final Newcomers newcomers;
  private final SessionBook sessions;
  private final Departures departures;
  private final Authority authority;
  private final Ledger ledger;

  UserDesk(
      People people,
      RoleBook roles,
      Newcomers newcomers,
      SessionBook sessions,
      Departures departures,
      Authority authority,
      Ledger ledger) {
    this.people = people;
    this.roles = roles;
    this.newcomers = newcomers;
    this.sessions = sessions;
    this.departures = departures;
    this.authority = authority;
    this.ledger = ledger;
  }

  List<User> list(CallContext context, String afterName, int limit) {
    authority.need(context, Action.READ, "users.list", "");
    return people.members(context.tenant(), afterName, limit).stream()
        .map(account -> shown(context, account))
        .toList();
  }

  User get(CallContext context, String idOrName) {
    if (!Authority.isSelf(context, idOrName)) {
      authority.need(context, Action.READ, "users.read", "");
    }
    return shown(context, authority.member(context, idOrName).value());
  }

  /** A tenant sees which roles somebody has there; who administers the manager sees all. */
  static User shown(CallContext context, Account account) {
    Map<String, Set<String>> all = account.profile().roles();
    boolean whole = Authority.isHostWide(context) || Authority.isSelf(context, account.id());
    return account.user(
        whole ? all : Map.of(context.tenant(), account.profile().rolesIn(context.tenant())));
  }

  User create(CallContext context, NewUser wanted) {
    authority.need(context, Action.WRITE, "users.create", "");
    return ledger.inTurn(() -> {
      Map<String, Set<String>> given = checked(context, wanted, null);
      needToGive(context, given, "users.create", "");
      Account account = newcomers.account(profile(wanted, given, null));
      ledger.commit(
          context,
          newcomers.added(account),
          new EventData.AccessChanged("user", account.id(), "created"));
      audit(context, "users.create", account, Map.of("after", words(account)));
      return shown(context, account);
    });
  }

  User change(CallContext context, String id, long expectedRevision, NewUser wanted) {
    authority.need(context, Action.WRITE, "users.update", Account.principal(id));
    return ledger.inTurn(() -> {
      Shelf.Kept<Account> kept = authority.member(context, id);
      Account before = kept.value();
      if (before.revision() != expectedRevision) {
        throw new McpManagerException(
            ErrorCode.STALE_REVISION,
            "the user is at revision " + before.revision() + ", not " + expectedRevision
                + "; read it again and repeat the change");
      }
      Map<String, Set<String>> given = checked(context, wanted, before);
      Account after = before.withProfile(profile(wanted, given, before.profile().provider()));
      if (!after
          .profile()
          .equals(before
              .profile()
              .withRoles(context.tenant(), after.profile().rolesIn(context.tenant())))) {
        authority.needWhole(context, before, "users.update");
      }
      authority.needToOutrank(context, before, "users.update");
      needToGive(context, given, "users.update", Account.principal(id));
      departures.keepAnAdministrator(context, before, after);
      List<StoreChange> changes = new ArrayList<>(newcomers.changed(kept, after));
      if (loses(before, after)) {
        changes.addAll(sessions.endAll(before.id(), ""));
      }
      ledger.commit(context, changes, new EventData.AccessChanged("user", before.id(), "changed"));
      audit(context, "users.update", after, Map.of("before", words(before), "after", words(after)));
      return shown(context, after);
    });
  }

  private boolean loses(Account before, Account after) {
    if (!after.profile().enabled()) {
      return true;
    }
    return before.profile().roles().entrySet().stream().anyMatch(tenant -> {
      Grants had = roles.grants(tenant.getKey(), tenant.getValue());
      Grants has = roles.grants(tenant.getKey(), after.profile().rolesIn(tenant.getKey()));
      return had.permissions().stream().anyMatch(one -> !has.allows(one));
    });
  }

  String invite(CallContext context, String id) {
    authority.need(context, Action.WRITE, "users.invite", Account.principal(id));
    return ledger.inTurn(() -> {
      Account account = authority.member(context, id).value();
      authority.needWhole(context, account, "users.invite");
      var changes = new ArrayList<StoreChange>();
      String token = newcomers.link(account.id(), Newcomers.INVITATION, changes);
      ledger.commit(context, changes, new EventData.AccessChanged("user", account.id(), "invited"));
      audit(context, "users.invite", account, Map.of());
      return token;
    });
  }

  private static Account.Profile profile(
      NewUser wanted, Map<String, Set<String>> given, @Nullable String provider) {
    return new Account.Profile(
        wanted.name().strip(),
        wanted.displayName().isBlank()
            ? wanted.name().strip()
            : wanted.displayName().strip(),
        wanted.email().strip(),
        given,
        wanted.enabled(),
        provider);
  }

  /** The roles in all tenants once what is wanted has been done; every problem of what is wanted at once. */
  private Map<String, Set<String>> checked(
      CallContext context, NewUser wanted, @Nullable Account before) {
    List<Problem> problems = new ArrayList<>();
    if (before == null || !before.profile().name().equals(wanted.name().strip())) {
      checkName(context, wanted.name().strip(), problems);
    }
    for (var field :
        Map.of("displayName", wanted.displayName(), "email", wanted.email()).entrySet()) {
      if (!SHOWN.matcher(field.getValue()).matches()) {
        problems.add(new Problem(
            field.getKey(),
            "must have at most 128 characters and none that can't be seen",
            Problem.Code.INVALID_FORMAT));
      }
    }
    boolean hostWide = Authority.isHostWide(context);
    var named = new TreeMap<String, Set<String>>();
    for (String role : wanted.roles()) {
      int colon = role.indexOf(':');
      String tenant = colon < 0 ? context.tenant() : role.substring(0, colon);
      String name = role.substring(colon + 1);
      boolean known = (colon < 0 || (hostWide && TENANT.matcher(tenant).matches()))
          && roles.find(tenant, name).isPresent();
      if (known) {
        named.computeIfAbsent(tenant, key -> new HashSet<>()).add(name);
      } else {
        problems.add(
            new Problem("roles", "names a role that does not exist", Problem.Code.NOT_FOUND));
      }
    }
    if (named.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem("roles", "must name at least one role", Problem.Code.REQUIRED));
    }
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    // roles elsewhere are none of this tenant's business and stay as they are
    var all = new HashMap<String, Set<String>>(
        hostWide || before == null ? Map.of() : before.profile().roles());
    all.remove(context.tenant());
    all.putAll(named);
    return all;
  }

  /**
   * Names are one's own everywhere, since they are all that is asked for when signing in. So that nobody learns who there
   * is in another tenant by trying names, those of a tenant end with it: {@code ada@acme}.
   */
  private static void checkName(CallContext context, String name, List<Problem> problems) {
    if (!NAME.matcher(name).matches()) {
      problems.add(new Problem(
          "name",
          "must have 1 to 64 letters, digits and . _ @ + - and begin with a letter or digit",
          Problem.Code.INVALID_FORMAT));
      return;
    }
    String suffix = name.substring(name.lastIndexOf('@') + 1);
    boolean marked = name.contains("@") && !suffix.contains(".");
    boolean ours = marked && suffix.equals(context.tenant());
    boolean isDefault = context.tenant().equals(CallContext.DEFAULT_TENANT);
    if (!Authority.isHostWide(context) && !(isDefault ? !marked : ours)) {
      problems.add(new Problem(
          "name",
          isDefault
              ? "must not end with @ and a tenant"
              : "must end with @" + context.tenant() + ", as all names of this tenant do",
          Problem.Code.NOT_ALLOWED));
    }
  }

  private void needToGive(
      CallContext context, Map<String, Set<String>> given, String what, String target) {
    if (!Authority.isHostWide(context)) {
      authority.needToGive(
          context,
          roles.grants(context.tenant(), given.getOrDefault(context.tenant(), Set.of())),
          what,
          target);
    }
  }

  private void audit(
      CallContext context, String action, Account account, Map<String, String> details) {
    var all = new TreeMap<>(details);
    all.put("name", account.profile().name());
    ledger.audit(context, action, Account.principal(account.id()), AuditResult.DONE, all);
  }

  private static String words(Account account) {
    return "enabled=" + account.profile().enabled() + " roles="
        + new TreeMap<>(account.profile().roles());
  }
}
