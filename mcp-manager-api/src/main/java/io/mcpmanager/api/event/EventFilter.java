package io.mcpmanager.api.event;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events are meant. Empty sets and null let everything pass; several filters must all hold.
 *
 * @param types kinds to keep
 * @param categories categories to keep
 * @param servers servers to keep; events that concern no server do not pass unless this is empty
 * @param minSeverity least severity to keep
 * @param from earliest time, inclusive
 * @param to latest time, exclusive
 * @param text found in the message or the server's name, ignoring case
 */
public record EventFilter(
    Set<EventType> types,
    Set<EventCategory> categories,
    Set<ServerId> servers,
    Severity minSeverity,
    @Nullable Instant from,
    @Nullable Instant to,
    String text) {

  /** Every event. */
  public static final EventFilter ALL =
      new EventFilter(Set.of(), Set.of(), Set.of(), Severity.INFO, null, null, "");

  /** Copies the sets. */
  public EventFilter {
    types = Set.copyOf(types);
    categories = Set.copyOf(categories);
    servers = Set.copyOf(servers);
  }

  /** Only these kinds. */
  public static EventFilter ofTypes(EventType... types) {
    return new EventFilter(Set.of(types), Set.of(), Set.of(), Severity.INFO, null, null, "");
  }

  /** Only this server's. */
  public static EventFilter ofServer(ServerId server) {
    return new EventFilter(Set.of(), Set.of(), Set.of(server), Severity.INFO, null, null, "");
  }

  /** Earliest time, if there is one. */
  public Optional<Instant> earliest() {
    return Optional.ofNullable(from);
  }

  /** Latest time, if there is one. */
  public Optional<Instant> latest() {
    return Optional.ofNullable(to);
  }

  /** Whether an event passes. */
  public boolean matches(Event event) {
    return (types.isEmpty() || types.contains(event.type()))
        && (categories.isEmpty() || categories.contains(event.type().category()))
        && (servers.isEmpty() || (event.server() != null && servers.contains(event.server())))
        && event.severity().compareTo(minSeverity) >= 0
        && (from == null || !event.time().isBefore(from))
        && (to == null || event.time().isBefore(to))
        && (text.isEmpty() || containsText(event));
  }

  private boolean containsText(Event event) {
    String wanted = text.toLowerCase(java.util.Locale.ROOT);
    String name = event.serverName();
    return event.data().message().toLowerCase(java.util.Locale.ROOT).contains(wanted)
        || (name != null && name.toLowerCase(java.util.Locale.ROOT).contains(wanted));
  }
}
