package io.mcpmanager.api.log;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which lines are meant. Empty sets and null let everything pass; several filters must all hold.
 *
 * @param streams streams to keep
 * @param minLevel least level to keep
 * @param from earliest time, inclusive
 * @param to latest time, exclusive
 * @param text found in the line, ignoring case; empty for any
 */
public record LogFilter(
    Set<LogStream> streams,
    LogLevel minLevel,
    @Nullable Instant from,
    @Nullable Instant to,
    String text) {

  /** Every line. */
  public static final LogFilter ALL = new LogFilter(Set.of(), LogLevel.DEBUG, null, null, "");

  /** Copies the set. */
  public LogFilter {
    streams = Set.copyOf(streams);
  }

  /** Earliest time, if there is one. */
  public Optional<Instant> earliest() {
    return Optional.ofNullable(from);
  }

  /** Latest time, if there is one. */
  public Optional<Instant> latest() {
    return Optional.ofNullable(to);
  }

  /** Whether a line passes. */
  public boolean matches(LogLine line) {
    return (streams.isEmpty() || streams.contains(line.stream()))
        && line.level().compareTo(minLevel) >= 0
        && (from == null || !line.time().isBefore(from))
        && (to == null || line.time().isBefore(to))
        && (text.isEmpty()
            || line.text().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
  }
}
