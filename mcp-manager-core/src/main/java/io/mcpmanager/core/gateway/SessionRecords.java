package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.core.json.SessionState;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.spi.store.SessionRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sessions as they are stored and shown. */
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
        session.subscriptions().toStore(),
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

  /**
   * What operators see of a session.
   *
   * @param client what the client has said about itself, or null
   * @param lastSeen when it was last heard of
   */
  static ConnectedClient snapshot(
      Session session, @Nullable ClientProfile client, Instant lastSeen) {
    return new ConnectedClient(
        session.number(),
        session.scope(),
        client == null ? "" : client.name(),
        client == null ? "" : client.version(),
        client == null ? "" : client.revision().text(),
        session.identity().transport(),
        session.context().principal().id(),
        session.identity().openedAt(),
        lastSeen,
        session.requests());
  }

  private SessionRecords() {}
}
