package io.mcpmanager.docker.usage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.ResourceUsage.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says at one moment of what a container takes.
 *
 * @param at when, by the engine's clock
 * @param cpuNanos processor time since it was started
 * @param memoryBytes memory held without the page cache that can be given back, as {@code docker stats} counts
 * @param processes processes and threads, which control groups do not tell apart
 * @param traffic what it has moved
 */
record StatsReading(Instant at, long cpuNanos, long memoryBytes, int processes, Traffic traffic) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads the engine's answer, of which most is skipped.
   *
   * @return empty if the container does not run, for which the engine tells nothing but zeros
   */
  static Optional<StatsReading> read(InputStream answer) throws IOException {
    try (JsonParser json = JSON.createParser(answer)) {
      json.nextToken();
      return new Reader(json).read();
    }
  }

  /** What this means, given the reading before in the same life. */
  ResourceUsage asUsage(Instant sampledAt, @Nullable StatsReading before) {
    return new ResourceUsage(
        sampledAt,
        Duration.ofNanos(cpuNanos),
        before == null ? null : percentSince(before),
        memoryBytes,
        processes,
        null,
        null,
        traffic);
  }

  private @Nullable Double percentSince(StatsReading before) {
    long elapsed = Duration.between(before.at, at).toNanos();
    long taken = cpuNanos - before.cpuNanos;
    if (elapsed <= 0 || taken < 0) {
      return null;
    }
    return Math.round(1000.0 * taken / elapsed) / 10.0;
  }

  /** Reads one answer. */
  private static final class Reader {

    private interface Field {
      void read(String name) throws IOException;
    }

    private final JsonParser json;
    private @Nullable Instant at;
    private long cpuNanos;
    private long usage;
    private long inactiveFile;
    private @Nullable Long totalInactiveFile;
    private long processes;
    private long received;
    private long sent;
    private long read;
    private long written;

    Reader(JsonParser json) {
      this.json = json;
    }

    Optional<StatsReading> read() throws IOException {
      fields(name -> {
        switch (name) {
          case "read" -> at = instant(json.getText());
          case "cpu_stats" -> fields(this::cpu);
          case "memory_stats" -> fields(this::memory);
          case "pids_stats" -> fields(this::pids);
          case "networks" -> fields(network -> fields(this::network));
          case "blkio_stats" -> fields(this::disks);
          default -> json.skipChildren();
        }
      });
      Instant moment = at;
      if (moment == null || moment.isBefore(Instant.EPOCH)) {
        return Optional.empty();
      }
      // what belongs to the whole group counts where version 1 of control groups tells it apart
      long cache = totalInactiveFile == null ? inactiveFile : totalInactiveFile;
      return Optional.of(new StatsReading(
          moment,
          cpuNanos,
          cache < usage ? usage - cache : usage,
          (int) Math.min(Integer.MAX_VALUE, processes),
          new Traffic(received, sent, read, written)));
    }

    private void cpu(String name) throws IOException {
      if (name.equals("cpu_usage")) {
        fields(part -> {
          if (part.equals("total_usage")) {
            cpuNanos = number();
          } else {
            json.skipChildren();
          }
        });
      } else {
        json.skipChildren();
      }
    }

    private void memory(String name) throws IOException {
      switch (name) {
        case "usage" -> usage = number();
        case "stats" ->
          fields(part -> {
            switch (part) {
              case "total_inactive_file" -> totalInactiveFile = number();
              case "inactive_file" -> inactiveFile = number();
              default -> json.skipChildren();
            }
          });
        default -> json.skipChildren();
      }
    }

    private void pids(String name) throws IOException {
      if (name.equals("current")) {
        processes = number();
      } else {
        json.skipChildren();
      }
    }

    private void network(String name) throws IOException {
      switch (name) {
        case "rx_bytes" -> received += number();
        case "tx_bytes" -> sent += number();
        default -> json.skipChildren();
      }
    }

    private void disks(String name) throws IOException {
      if (!name.equals("io_service_bytes_recursive") || !json.isExpectedStartArrayToken()) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        disk();
      }
    }

    /** Version 1 of control groups writes {@code Read}, version 2 {@code read}. */
    private void disk() throws IOException {
      String operation = "";
      long bytes = 0;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "op" -> operation = json.getText().toLowerCase(Locale.ROOT);
          case "value" -> bytes = number();
          default -> json.skipChildren();
        }
      }
      switch (operation) {
        case "read" -> read += bytes;
        case "write" -> written += bytes;
        default -> {
          // sync, async and total count the same bytes once more
        }
      }
    }

    /** Goes through the fields of the object that begins here; anything else is skipped. */
    private void fields(Field field) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        field.read(name);
      }
    }

    private long number() throws IOException {
      return json.currentToken() == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : 0;
    }

    private static @Nullable Instant instant(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        return null;
      }
    }
  }
}
