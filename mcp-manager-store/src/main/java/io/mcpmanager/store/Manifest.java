package io.mcpmanager.store;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a backup says of itself.
 *
 * @param createdAt when it was begun
 * @param schema version of the database's schema
 * @param latestEvent sequence of the newest event
 * @param servers number of servers
 * @param bytes size of the database
 * @param sha256 checksum of the database, in hexadecimal
 */
record Manifest(
    Instant createdAt, int schema, long latestEvent, long servers, long bytes, String sha256) {

  private static final String FORMAT = "1";

  Manifest with(long newBytes, String newSha256) {
    return new Manifest(createdAt, schema, latestEvent, servers, newBytes, newSha256);
  }

  /** Lines of {@code key=value}, in a fixed order: the same content is always the same bytes. */
  byte[] toBytes() {
    return String.join(
            "\n",
            "format=" + FORMAT,
            "createdAt=" + createdAt,
            "schema=" + schema,
            "latestEvent=" + latestEvent,
            "servers=" + servers,
            "bytes=" + bytes,
            "sha256=" + sha256,
            "")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Manifest parse(byte[] content) {
    Map<String, String> values = new String(content, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("="))
        .collect(Collectors.toMap(
            line -> line.substring(0, line.indexOf('=')),
            line -> line.substring(line.indexOf('=') + 1),
            (first, second) -> second));
    if (!FORMAT.equals(values.get("format"))) {
      throw new IllegalArgumentException("the format of the manifest is not known");
    }
    try {
      return new Manifest(
          Instant.parse(values.getOrDefault("createdAt", "")),
          Integer.parseInt(values.getOrDefault("schema", "")),
          Long.parseLong(values.getOrDefault("latestEvent", "")),
          Long.parseLong(values.getOrDefault("servers", "")),
          Long.parseLong(values.getOrDefault("bytes", "")),
          values.getOrDefault("sha256", ""));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("the manifest has no time", e);
    }
  }
}
