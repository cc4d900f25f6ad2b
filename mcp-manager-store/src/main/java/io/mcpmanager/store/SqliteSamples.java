package io.mcpmanager.store;

import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.HealthSample;
import io.mcpmanager.spi.store.SampleStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps what health checks found. */
final class SqliteSamples implements SampleStore {

  private static final String SERIES = "(select series from health_series where server = ?)";

  private final Readers readers;
  private final Writer writer;
  private final Deletions deletions;

  SqliteSamples(Readers readers, Writer writer, Deletions deletions) {
    this.readers = readers;
    this.writer = writer;
    this.deletions = deletions;
  }

  @Override
  public void append(List<HealthSample> samples) {
    List<HealthSample> added = deletions.isEmpty()
        ? List.copyOf(samples)
        : samples.stream().filter(sample -> !deletions.hides(sample.server())).toList();
    if (!added.isEmpty()) {
      writer.relaxed(handle -> insert(handle, added));
    }
  }

  @Override
  public List<HealthSample> read(ServerId server, Instant from, Instant to, int limit) {
    if (limit < 1 || limit > MAX_READ) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_READ + ", was " + limit);
    }
    if (deletions.hides(server)) {
      return List.of();
    }
    return readers.read(handle -> handle
        .createQuery("select * from health_sample where series = " + SERIES
            + " and start >= ? and start < ? order by start, span limit ?")
        .bind(0, server.value())
        .bind(1, millis(from))
        .bind(2, millis(to))
        .bind(3, limit)
        .map((row, context) -> sample(server, row))
        .list());
  }

  @Override
  public boolean replace(ServerId server, List<HealthSample> removed, List<HealthSample> added) {
    if (deletions.hides(server)) {
      return false;
    }
    List<HealthSample> old = List.copyOf(removed);
    List<HealthSample> fresh = List.copyOf(added);
    return writer.relaxed(handle -> {
      handle.execute("savepoint samples");
      boolean complete = delete(handle, server, old);
      if (complete) {
        insert(handle, fresh);
      } else {
        handle.execute("rollback to samples");
      }
      handle.execute("release samples");
      return complete;
    });
  }

  /** Servers that have samples and do not exist. */
  static List<ServerId> orphans(Handle handle) {
    return handle
        .createQuery("select server from health_series where server not in (select id from server)")
        .mapTo(String.class)
        .map(ServerId::of)
        .list();
  }

  /** Deletes some samples of a server, its oldest ones. */
  static int deleteSome(Handle handle, ServerId server, int most) {
    int deleted = handle.execute(
        "delete from health_sample where (series, start, span) in"
            + " (select series, start, span from health_sample where series = " + SERIES
            + " order by start, span limit ?)",
        server.value(),
        most);
    if (deleted < most) {
      handle.execute("delete from health_series where server = ?", server.value());
    }
    return deleted;
  }

  /** Whether all of them were there. */
  private static boolean delete(Handle handle, ServerId server, List<HealthSample> samples) {
    if (samples.isEmpty()) {
      return true;
    }
    try (PreparedBatch batch = handle.prepareBatch(
        "delete from health_sample where series = " + SERIES + " and start = ? and span = ?")) {
      for (HealthSample sample : samples) {
        batch
            .bind(0, server.value())
            .bind(1, millis(sample.start()))
            .bind(2, sample.span().toSeconds())
            .add();
      }
      return Arrays.stream(batch.execute()).sum() == samples.size();
    }
  }

  private static int insert(Handle handle, List<HealthSample> samples) {
    Set<ServerId> servers = new HashSet<>();
    samples.forEach(sample -> servers.add(sample.server()));
    for (ServerId server : servers) {
      handle.execute("insert or ignore into health_series (server) values (?)", server.value());
    }
    try (PreparedBatch batch = handle.prepareBatch(
        "insert or replace into health_sample values (" + SERIES + ", ?, ?, ?, ?, ?, ?, ?)")) {
      for (HealthSample sample : samples) {
        CheckCounts counts = sample.counts();
        batch
            .bind(0, sample.server().value())
            .bind(1, millis(sample.start()))
            .bind(2, sample.span().toSeconds())
            .bind(3, counts.healthy())
            .bind(4, counts.degraded())
            .bind(5, counts.unhealthy())
            .bind(6, counts.unknown())
            .bind(7, sample.times().encoded())
            .add();
      }
      return samples.isEmpty() ? 0 : batch.execute().length;
    }
  }

  private static HealthSample sample(ServerId server, ResultSet row) throws SQLException {
    try {
      return new HealthSample(
          server,
          Instant.ofEpochMilli(row.getLong("start")),
          Duration.ofSeconds(row.getLong("span")),
          new CheckCounts(
              row.getLong("healthy"),
              row.getLong("degraded"),
              row.getLong("unhealthy"),
              row.getLong("unknown")),
          ResponseTimes.decode(row.getBytes("times")));
    } catch (IllegalArgumentException e) {
      throw new SQLException("a health sample can't be read: " + e.getMessage(), e);
    }
  }

  /** Also of the ends of time, which have none. */
  private static long millis(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException e) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
