package io.mcpmanager.spi.store;

import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Severity;
import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored. Instants are kept with millisecond precision.
 *
 * @param sequence position in the log, from 1, without gaps; 0 before it is appended
 * @param id unique
 * @param time when it happened
 * @param tenant whose it is
 * @param server the server concerned, or null
 * @param serverName that server's name at the time, or null
 * @param actor id of the principal that caused it
 * @param correlationId ties together everything one request caused
 * @param type kind of event
 * @param severity how much attention it deserves
 * @param message one line for people, searched by text filters
 * @param data what happened, as a JSON document
 */
public record EventRecord(
    long sequence,
    String id,
    Instant time,
    String tenant,
    @Nullable ServerId server,
    @Nullable String serverName,
    String actor,
    String correlationId,
    EventType type,
    Severity severity,
    String message,
    String data) {

  /** The same at a position in the log. */
  public EventRecord withSequence(long newSequence) {
    return new EventRecord(
        newSequence,
        id,
        time,
        tenant,
        server,
        serverName,
        actor,
        correlationId,
        type,
        severity,
        message,
        data);
  }

  /** Whether it passes a filter. */
  public boolean passes(EventFilter filter) {
    return (filter.types().isEmpty() || filter.types().contains(type))
        && (filter.categories().isEmpty() || filter.categories().contains(type.category()))
        && (filter.servers().isEmpty() || (server != null && filter.servers().contains(server)))
        && severity.compareTo(filter.minSeverity()) >= 0
        && filter.earliest().filter(time::isBefore).isEmpty()
        && filter.latest().filter(latest -> !time.isBefore(latest)).isEmpty()
        && (filter.text().isEmpty() || contains(filter.text().toLowerCase(Locale.ROOT)));
  }

  private boolean contains(String wanted) {
    return message.toLowerCase(Locale.ROOT).contains(wanted)
        || (serverName != null && serverName.toLowerCase(Locale.ROOT).contains(wanted));
  }
}
