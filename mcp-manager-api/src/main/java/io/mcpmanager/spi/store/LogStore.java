package io.mcpmanager.spi.store;

import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.ServerId;
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

  /** Deletes a server's lines up to and including a sequence. */
  void trim(ServerId server, long upToSequence);
}
