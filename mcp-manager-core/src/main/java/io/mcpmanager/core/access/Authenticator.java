package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.RetryLaterException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds out who somebody is. Thread-safe. */
final class Authenticator implements Authentication {

  private static final String PASSWORD = "password";
  private static final String LINK = "link";
  private static final String PROVIDER = "provider";
  private static final String TOKENS = "tokens";

  private final Shelves shelves;
  private final People people;
  private final Newcomers newcomers;
  private final KeyBook keys;
  private final SessionBook sessions;
  private final TokenBook tokens;
  private final AccessTokens accessTokens;
  private final Passwords passwords;
  private final SecondFactors factors;
  private final LockOut lockOut;
  private final Refusals refusals;
  private final Ledger ledger;
  private final ManagerClock clock;

  Authenticator(
      Shelves shelves,
      People people,
      Newcomers newcomers,
      KeyBook keys,
      SessionBook sessions,
      TokenBook tokens,
      AccessTokens accessTokens,
      Passwords passwords,
      SecondFactors factors,
      LockOut lockOut,
      Ledger ledger,
      ManagerClock clock) {
    this.shelves = shelves;
    this.people = people;
    this.newcomers = newcomers;
    this.keys = keys;
    this.sessions = sessions;
    this.tokens = tokens;
    this.accessTokens = accessTokens;
    this.passwords = passwords;
    this.factors = factors;
    this.lockOut = lockOut;
    this.refusals = new Refusals(ledger, clock);
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public Identity bearer(String token, String address) {
    boolean key = token.startsWith(KeyText.PREFIX);
    return (key ? keys.identify(token) : tokens.identify(token))
        .orElseThrow(() -> refusals.notValid(key ? "key" : "token", address));
  }

  @Override
  public SignedIn session(String sessionToken, String address) {
    return sessions.identify(sessionToken).orElseThrow(() -> refusals.notValid("session", address));
  }

  @Override
  public Optional<Identity> holder(String credential) {
    int colon = credential.indexOf(':');
    String id = credential.substring(colon + 1);
    return switch (credential.substring(0, colon + 1)) {
      case "session:" -> sessions.holder(id);
      case "key:" -> keys.holder(id);
      case "tokens:" -> tokens.holder(id);
      default -> Optional.empty();
    };
  }

  @Override
  public SignIn signIn(PasswordSignIn attempt, String address) {
    String user = verify(attempt, PASSWORD, address);
    return enter(user, PASSWORD, address, new ArrayList<>());
  }

  @Override
  public Tokens tokens(PasswordSignIn attempt, String address) {
    String user = verify(attempt, TOKENS, address);
    return ledger.inTurn(() -> {
      Shelf.Kept<Account> kept =
          people.byId(user).orElseThrow(() -> refusals.notValid(TOKENS, address));
      if (!kept.value().profile().enabled()) {
        throw refusals.notValid(TOKENS, address);
      }
      var changes = new ArrayList<StoreChange>();
      Tokens given = tokens.begin(kept.value(), address, changes);
      changes.add(replace(kept, kept.value().signedInAt(clock.now())));
      ledger.commit(changes);
      ledger.signedIn(Account.principal(user), CallContext.DEFAULT_TENANT, TOKENS, address);
      return given;
    });
  }

  /** The id of the user whose password and code these are. */
  private String verify(PasswordSignIn attempt, String method, String address) {
    begin(attempt.name(), method, address);
    Optional<Shelf.Kept<Account>> found = people.byName(attempt.name());
    String hash = found.map(kept -> kept.value().credentials().password()).orElse(null);
    boolean right;
    try {
      right = passwords.matches(attempt.password(), hash);
    } catch (RetryLaterException busy) {
      lockOut.undone(attempt.name(), address);
      throw busy;
    }
    if (!right || found.isEmpty() || !found.get().value().profile().enabled()) {
      throw failed(found, attempt, method, "name or password is not right", address);
    }
    Account account = found.get().value();
    if (account.credentials().factor() != null) {
      useCode(account, attempt, method, address);
    }
    if (hash != null && passwords.isOutdated(hash)) {
      String renewed = passwords.hash(attempt.password());
      change(account.id(), had -> Optional.of(had.withPassword(renewed)));
    }
    lockOut.succeeded(attempt.name(), address);
    return account.id();
  }

  private void begin(String name, String method, String address) {
    try {
      lockOut.begin(name, address);
    } catch (RetryLaterException wait) {
      refusals.told(method, "locked out", address);
      throw wait;
    }
  }

  private void useCode(Account account, PasswordSignIn attempt, String method, String address) {
    if (attempt.code().isBlank()) {
      lockOut.undone(attempt.name(), address);
      throw new McpManagerException(
          ErrorCode.SECOND_FACTOR_REQUIRED, "the code of the second factor is needed too");
    }
    if (!change(account.id(), attempt.code())) {
      throw failed(
          people.byId(account.id()), attempt, method, "the second factor is not right", address);
    }
  }

  private boolean change(String user, String code) {
    return ledger.inTurn(() -> people
        .byId(user)
        .flatMap(kept -> factors.use(kept.value(), code).map(left -> {
          ledger.commit(List.of(replace(kept, kept.value().withCredentials(left))));
          return true;
        }))
        .orElse(false));
  }

  private void change(
      String user, Function<Account.Credentials, Optional<Account.Credentials>> deed) {
    var ignored = ledger.inTurn(
        () -> people.byId(user).flatMap(kept -> deed.apply(kept.value().credentials())
            .map(changed -> {
              ledger.commit(List.of(replace(kept, kept.value().withCredentials(changed))));
              return true;
            })));
  }

  private McpManagerException failed(
      Optional<Shelf.Kept<Account>> found,
      PasswordSignIn attempt,
      String method,
      String reason,
      String address) {
    ledger.failed(
        found.map(kept -> Account.principal(kept.id())).orElse(""),
        found.isPresent() ? attempt.name() : "",
        method,
        reason,
        address);
    return new McpManagerException(
        ErrorCode.UNAUTHENTICATED, "name, password or code is not right");
  }

  @Override
  public SignIn signInByLink(String token, String address) {
    return ledger.inTurn(() -> {
      Shelf.Kept<Ticket> link = newcomers
          .link(token)
          .filter(kept -> !kept.value().used())
          .orElseThrow(() -> refusals.notValid(LINK, address));
      var changes = new ArrayList<StoreChange>();
      // written as used with the revision it was read at: nobody else can have used it in between
      changes.add(newcomers.used(link));
      return enter(link.value().of(), LINK, address, changes);
    });
  }

  @Override
  public SignIn signInAs(ExternalIdentity identity, String address) {
    return ledger.inTurn(() -> {
      var changes = new ArrayList<StoreChange>();
      String user = newcomers.provided(identity, changes);
      if (!changes.isEmpty()) {
        ledger.commit(
            nobody(address),
            changes,
            new EventData.AccessChanged("user", user, "changed by its provider"));
        changes.clear();
      }
      return enter(user, PROVIDER, address, changes);
    });
  }

  private static CallContext nobody(String address) {
    return new CallContext(
        Principal.SYSTEM, CallContext.DEFAULT_TENANT, "sign-in", Grants.ALL, address);
  }

  /** Begins a session for a user who has shown who they are. */
  private SignIn enter(String user, String method, String address, List<StoreChange> changes) {
    return ledger.inTurn(() -> {
      Shelf.Kept<Account> kept =
          people.byId(user).orElseThrow(() -> refusals.notValid(method, address));
      SignIn begun = sessions
          .begin(kept.value(), method, address, changes)
          .orElseThrow(() -> refusals.notValid(method, address));
      changes.add(replace(kept, kept.value().signedInAt(clock.now())));
      ledger.commit(changes);
      ledger.signedIn(
          Account.principal(user),
          begun.signedIn().identity().memberships().getFirst().tenant(),
          method,
          address);
      return begun;
    });
  }

  private StoreChange replace(Shelf.Kept<Account> kept, Account account) {
    return shelves.users.replace(kept, Account.key(account.profile().name()), account);
  }

  @Override
  public void signOut(String sessionToken) {
    ledger.inTurn(() -> {
      sessions.find(sessionToken).ifPresent(session -> {
        CallContext who =
            newcomers.actor(session.value().user(), session.value().address());
        ledger.commit(
            who,
            List.of(shelves.sessions.remove(session)),
            new EventData.AccessChanged("session", session.id(), "signed out"));
        ledger.audit(
            who,
            "authentication.sign-out",
            SessionBook.credential(session.id()),
            AuditResult.DONE,
            Map.of());
      });
      return null;
    });
  }

  @Override
  public Tokens refresh(String refreshToken, String address) {
    return ledger.inTurn(() -> {
      Shelf.Kept<Ticket> ticket = tokens
          .refreshToken(refreshToken)
          .orElseThrow(() -> refusals.notValid("refresh", address));
      Shelf.Kept<SessionEntry> family = tokens
          .family(ticket.value().of())
          .orElseThrow(() -> refusals.notValid("refresh", address));
      String user = family.value().user();
      if (ticket.value().used()) {
        endStolen(family, address);
        throw refusals.notValid("refresh", address);
      }
      if (people.byId(user).filter(kept -> kept.value().profile().enabled()).isEmpty()) {
        throw refusals.notValid("refresh", address);
      }
      var changes = new ArrayList<StoreChange>();
      changes.add(
          shelves.refreshTokens.replace(ticket, ticket.id(), ticket.value().asUsed()));
      changes.add(shelves.families.replace(family, null, family.value().usedAt(clock.now())));
      Tokens next = tokens.next(
          user, family.id(), family.value().createdAt().plus(TokenBook.FAMILY_LIFE), changes);
      ledger.commit(changes);
      return next;
    });
  }

  private void endStolen(Shelf.Kept<SessionEntry> family, String address) {
    String user = Account.principal(family.value().user());
    CallContext who = newcomers.actor(family.value().user(), address);
    ledger.commit(
        who,
        List.of(shelves.families.remove(family)),
        new EventData.AccessChanged(
            "session", TokenBook.credential(family.id()), "ended: a refresh token came twice"));
    ledger.failed(user, "", "refresh", "a refresh token came twice", address);
  }

  @Override
  public void revoke(String token) {
    ledger.inTurn(() -> {
      List<StoreChange> changes = tokens.end(token);
      if (!changes.isEmpty()) {
        ledger.commit(
            nobody(""), changes, new EventData.AccessChanged("session", "tokens", "revoked"));
      }
      return null;
    });
  }

  @Override
  public String publicKeys() {
    return accessTokens.publicKeys();
  }

  @Override
  public Optional<String> firstSignIn() {
    return ledger.inTurn(() -> newcomers.first());
  }
}
