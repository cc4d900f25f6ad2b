package io.mcpmanager.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** All pages, as they stand in {@code pages.csv}. */
final class PageTable {

  /**
   * One page.
   *
   * @param name what its pictures are called
   */
  record Row(String name, String path) {}

  private PageTable() {}

  static List<Row> all() {
    try (InputStream in =
        Objects.requireNonNull(PageTable.class.getResourceAsStream("pages.csv"), "pages.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(", *"))
          .map(words -> new Row(words[0], words[1]))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
