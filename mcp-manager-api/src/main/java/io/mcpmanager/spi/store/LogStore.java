package io.mcpmanager.spi.store;

import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.List;

/** Keeps servers' logs. */
public interface LogStore {

  /**
   * Appends lines as one transaction. Sequences are given by the caller and grow per server. Returns once the lines are
   * stored; unlike {@link Store#commit} they may be lost when the machine (not the process) dies within the next second.
   */
  void append(List<LogLine> lines);

  /**
   * Lines that pass a filter and are newer than a position, oldest first.
   *
   * @param limit most lines to return, 1 to 1001
   */
  List<LogLine> after(ServerId server, LogFilter filter, long sequence, int limit);

  /**
   * Lines that pass a filter and are older than a position, newest first.
   *
   * @param limit most lines to return, 1 to 1001
   */
  List<LogLine> before(ServerId server, LogFilter filter, long sequence, int limit);

  /** Sequence of the newest line of a server; 0 if there is none. */
  long latestSequence(ServerId server);

  /**
   * Deletes the oldest lines of a server until no more than a number of lines and bytes of text is left and nothing older
   * than an instant. The newest line stays in any case: it tells where numbering goes on. May take long, but must not
   * keep other writes waiting for long.
   *
   * @return number of lines deleted
   */
  int prune(ServerId server, int maxLines, long maxBytes, Instant oldest);
}
