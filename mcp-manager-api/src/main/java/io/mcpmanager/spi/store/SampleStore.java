package io.mcpmanager.spi.store;

import io.mcpmanager.api.server.ServerId;
import java.time.Instant;
import java.util.List;

/** Keeps what health checks found. A server's samples are deleted with the server. */
public interface SampleStore {

  /** Most samples that {@link #read} returns at once. */
  int MAX_READ = 20_000;

  /**
   * Appends samples as one transaction; one that is there already, by server, begin and span, is replaced. Returns once
   * they are stored; unlike {@link Store#commit} they may be lost when the machine (not the process) dies within the
   * next second.
   */
  void append(List<HealthSample> samples);

  /**
   * Samples of a server that begin within a span of time, oldest first.
   *
   * @param from earliest begin, inclusive
   * @param to latest begin, exclusive
   * @param limit most samples to return, 1 to {@link #MAX_READ}
   */
  List<HealthSample> read(ServerId server, Instant from, Instant to, int limit);

  /**
   * Puts samples of a server in the place of others as one transaction, if all of those are still there.
   *
   * @return whether they were; if not, nothing was changed
   */
  boolean replace(ServerId server, List<HealthSample> removed, List<HealthSample> added);
}
