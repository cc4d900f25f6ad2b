package io.mcpmanager.api.event;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as it stands in the event log.
 *
 * @param sequence position in the log, from 1, without gaps; the cursor for resuming
 * @param id unique
 * @param time when it happened
 * @param tenant whose it is
 * @param server the server concerned, or null
 * @param serverName that server's name at the time, or null
 * @param actor id of the principal that caused it
 * @param correlationId ties together everything one request caused
 * @param data what happened
 */
public record Event(
    long sequence,
    String id,
    Instant time,
    String tenant,
    @Nullable ServerId server,
    @Nullable String serverName,
    String actor,
    String correlationId,
    EventData data) {

  /** Checks what must be given. */
  public Event {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(data, "data");
  }

  /** The kind of event. */
  public EventType type() {
    return data.type();
  }

  /** How much attention it deserves. */
  public Severity severity() {
    return data.severity();
  }

  /** The server concerned, if one is. */
  public Optional<ServerId> serverId() {
    return Optional.ofNullable(server);
  }
}
