package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.json.SessionState;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.spi.store.SessionRecord;
import java.util.List;

/** Sessions as they are stored. */
final class SessionRecords {

  /**
   * What the next manager has to know to go on with a session.
   *
   * @param lastWords whether this manager is ending, and all calls with it
   */
  static SessionRecord of(Session session, ClientProfile client, boolean lastWords) {
    var state = new SessionState(
        client.name(),
        client.version(),
        client.revision(),
        new String(client.capabilities(), UTF_8),
        session.level().map(McpLevel::text).orElse(null),
        List.of(),
        session.calls().streamed(lastWords));
    return new SessionRecord(
        SessionJournal.key(session.id()),
        session.number(),
        session.tenant(),
        session.context().principal(),
        session.scope().text(),
        session.life(),
        session.identity().openedAt(),
        session.lastSeen(),
        session.requests(),
        state.toJson());
  }

  /** What the client of a stored session has said about itself. */
  static ClientProfile client(SessionState state) {
    return new ClientProfile(
        state.client(), state.version(), state.revision(), state.capabilities().getBytes(UTF_8));
  }

  private SessionRecords() {}
}
