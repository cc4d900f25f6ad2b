package io.mcpmanager.api.log;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.Objects;

/**
 * One line of a server's log.
 *
 * @param sequence position in this server's log, from 1, growing; the cursor for resuming
 * @param server whose line it is
 * @param time when the manager read it
 * @param stream where it came from
 * @param level how serious it is
 * @param text the line without its end; control characters other than tab are replaced
 */
public record LogLine(
    long sequence, ServerId server, Instant time, LogStream stream, LogLevel level, String text) {

  /** Checks that all parts are given. */
  public LogLine {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(text, "text");
  }
}
