package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Access.SecondFactorSetup;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What users do about themselves: password and second factor. */
final class OwnDesk {

  private final Shelves shelves;
  private final People people;
  private final SessionBook sessions;
  private final Passwords passwords;
  private final SecondFactors factors;
  private final LockOut lockOut;
  private final Authority authority;
  private final Ledger ledger;

  OwnDesk(
      Shelves shelves,
      People people,
      SessionBook sessions,
      Passwords passwords,
      SecondFactors factors,
      LockOut lockOut,
      Authority authority,
      Ledger ledger) {
    this.shelves = shelves;
    this.people = people;
    this.sessions = sessions;
    this.passwords = passwords;
    this.factors = factors;
    this.lockOut = lockOut;
    this.authority = authority;
    this.ledger = ledger;
  }

  Optional<User> me(CallContext context) {
    String prefix = Account.principal("");
    String id = context.principal().id();
    return context.principal().kind() == Principal.Kind.USER && id.startsWith(prefix)
        ? people
            .byId(id.substring(prefix.length()))
            .map(kept -> UserDesk.shown(context, kept.value()))
        : Optional.empty();
  }

  void changePassword(CallContext context, String current, String wanted) {
    Account account = authority.self(context, "users.password").value();
    if (account.profile().provider() != null) {
      throw authority.denied(
          context, "users.password", Account.principal(account.id()), "your provider knows it");
    }
    Passwords.problem(wanted, account.profile().name()).ifPresent(problem -> {
      throw new ValidationException(List.of(problem));
    });
    String hash = account.credentials().password();
    if (hash != null && !beganByLink(context)) {
      guarded(context, account, () -> passwords.matches(current, hash), "users.password");
    }
    String changed = passwords.hash(wanted);
    ledger.inTurn(() -> {
      Shelf.Kept<Account> kept = authority.self(context, "users.password");
      commit(context, kept, kept.value().credentials().withPassword(changed), "password changed");
      ledger.audit(
          context,
          "users.password",
          Account.principal(account.id()),
          AuditResult.DONE,
          Map.of("name", account.profile().name()));
      return null;
    });
  }

  /** The session in which a one-time link was used, as long as no password was set in it. */
  private boolean beganByLink(CallContext context) {
    return present(context).filter(kept -> kept.value().method().equals("link")).isPresent();
  }

  private Optional<Shelf.Kept<SessionEntry>> present(CallContext context) {
    String prefix = SessionBook.credential("");
    return context.credential().startsWith(prefix)
        ? shelves.sessions.find(Document.SHARED, context.credential().substring(prefix.length()))
        : Optional.empty();
  }

  /** Asks for something that could be guessed, as seldom as when signing in. */
  private void guarded(CallContext context, Account account, Supplier<Boolean> right, String what) {
    String name = account.profile().name();
    lockOut.begin(name, context.address());
    if (!right.get()) {
      throw authority.denied(
          context, what, Account.principal(account.id()), "the password or code is not right");
    }
    lockOut.succeeded(name, context.address());
  }

  /** Writes changed credentials; all other sessions end, and this one is no longer one that began by a link. */
  private void commit(
      CallContext context,
      Shelf.Kept<Account> kept,
      Account.Credentials credentials,
      String change) {
    Account account = kept.value();
    var changes = new ArrayList<StoreChange>();
    changes.add(replace(kept, credentials));
    changes.addAll(sessions.endAll(account.id(), context.credential()));
    present(context)
        .ifPresent(session -> changes.add(shelves.sessions.replace(
            session, session.value().mac(), session.value().withMethod("password"))));
    changes.add(
        new StoreChange.DeleteDocument(shelves.links.kind(), Document.SHARED, account.id(), -1));
    ledger.commit(context, changes, new EventData.AccessChanged("user", account.id(), change));
  }

  private StoreChange replace(Shelf.Kept<Account> kept, Account.Credentials credentials) {
    Account account = kept.value();
    return shelves.users.replace(
        kept, Account.key(account.profile().name()), account.withCredentials(credentials));
  }

  SecondFactorSetup beginSecondFactor(CallContext context) {
    return ledger.inTurn(() -> {
      Shelf.Kept<Account> kept = authority.self(context, "users.second-factor");
      Account account = kept.value();
      if (account.credentials().factor() != null) {
        throw new McpManagerException(
            ErrorCode.IN_USE, "there is a second factor already; end that one first");
      }
      byte[] secret = factors.newSecret();
      ledger.commit(List.of(replace(
          kept, account.credentials().withProposedFactor(factors.seal(account.id(), secret)))));
      String shown = Base32.of(secret);
      return new SecondFactorSetup(shown, TimeCodes.uri(account.profile().name(), shown));
    });
  }

  List<String> confirmSecondFactor(CallContext context, String code) {
    return ledger.inTurn(() -> {
      Shelf.Kept<Account> kept = authority.self(context, "users.second-factor");
      Account account = kept.value();
      if (account.credentials().factor() != null) {
        throw new McpManagerException(ErrorCode.IN_USE, "there is a second factor already");
      }
      Set<String> recovery = factors.newRecoveryCodes();
      var confirmed = new ArrayList<Account.Credentials>();
      guarded(
          context,
          account,
          () -> factors.confirm(account, code, recovery).map(confirmed::add).orElse(false),
          "users.second-factor");
      commit(context, kept, confirmed.getFirst(), "second factor set");
      audited(context, account, "set");
      return List.copyOf(recovery);
    });
  }

  void endSecondFactor(CallContext context, String userId, String code) {
    ledger.inTurn(() -> {
      Shelf.Kept<Account> kept;
      if (Authority.isSelf(context, userId)) {
        kept = authority.self(context, "users.second-factor");
        Account own = kept.value();
        guarded(context, own, () -> factors.use(own, code).isPresent(), "users.second-factor");
      } else {
        authority.need(context, Action.WRITE, "users.second-factor", Account.principal(userId));
        kept = authority.member(context, userId);
        authority.needWhole(context, kept.value(), "users.second-factor");
      }
      Account account = kept.value();
      commit(
          context,
          kept,
          account.credentials().withFactor(null, account.credentials().lastStep(), Set.of()),
          "second factor ended");
      audited(context, account, "ended");
      return null;
    });
  }

  private void audited(CallContext context, Account account, String change) {
    ledger.audit(
        context,
        "users.second-factor",
        Account.principal(account.id()),
        AuditResult.DONE,
        Map.of("change", change, "name", account.profile().name()));
  }
}
