package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Access.OpenSession;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sessions and sign-ins of programs, as those see and end them whose they are, and those who administer them. */
final class SessionDesk {

  private static final int MAX_LIST = 100;

  private final Shelves shelves;
  private final SessionBook sessions;
  private final TokenBook tokens;
  private final AccessTokens accessTokens;
  private final Authority authority;
  private final Ledger ledger;

  SessionDesk(
      Shelves shelves,
      SessionBook sessions,
      TokenBook tokens,
      AccessTokens accessTokens,
      Authority authority,
      Ledger ledger) {
    this.shelves = shelves;
    this.sessions = sessions;
    this.tokens = tokens;
    this.accessTokens = accessTokens;
    this.authority = authority;
    this.ledger = ledger;
  }

  List<OpenSession> list(CallContext context, String userId) {
    need(context, userId, Action.READ, "sessions.list");
    return Stream.concat(
            sessions.of(userId).stream()
                .map(kept -> shown(kept, "session", context, SessionBook.credential(kept.id()))),
            tokens.of(userId).stream()
                .map(kept -> shown(kept, "tokens", context, TokenBook.credential(kept.id()))))
        .sorted(Comparator.comparing(OpenSession::createdAt).reversed())
        .limit(MAX_LIST)
        .toList();
  }

  private static OpenSession shown(
      Shelf.Kept<SessionEntry> kept, String kind, CallContext context, String credential) {
    SessionEntry session = kept.value();
    return new OpenSession(
        session.id(),
        session.user(),
        kind,
        session.address(),
        session.createdAt(),
        session.lastUsedAt(),
        credential.equals(context.credential()));
  }

  void end(CallContext context, String userId, String sessionId) {
    need(context, userId, Action.WRITE, "sessions.end");
    ledger.inTurn(() -> {
      Optional<StoreChange> change = sessionId.startsWith(userId + ".")
          ? shelves
              .sessions
              .find(Document.SHARED, sessionId)
              .map(shelves.sessions::remove)
              .or(() -> tokens.family(sessionId).map(shelves.families::remove))
          : Optional.empty();
      if (change.isEmpty()) {
        throw new McpManagerException(
            ErrorCode.SESSION_NOT_FOUND, "the user has no session with this id");
      }
      ledger.commit(
          context,
          List.of(change.get()),
          new EventData.AccessChanged("session", sessionId, "ended"));
      ledger.audit(
          context,
          "sessions.end",
          Account.principal(userId),
          AuditResult.DONE,
          Map.of("session", sessionId));
      return null;
    });
  }

  private void need(CallContext context, String userId, Action action, String what) {
    if (!Authority.isSelf(context, userId)) {
      authority.need(context, action, what, Account.principal(userId));
      authority.needWhole(context, authority.member(context, userId).value(), what);
    }
  }

  void rollSigningKey(CallContext context) {
    authority.needHostWide(context, "signing-key.roll");
    accessTokens.roll();
    ledger.commit(
        context, List.of(), new EventData.AccessChanged("signing-key", "", "rolled over"));
    ledger.audit(context, "signing-key.roll", "", AuditResult.DONE, Map.of());
  }
}
