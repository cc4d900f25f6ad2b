package io.mcpmanager.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What has to hold of a store after anything that may happen to it. */
final class StoreChecks {

  /** Every event there is. */
  static List<EventRecord> events(Store store) {
    var all = new ArrayList<EventRecord>();
    List<EventRecord> page = store.events().after("default", EventFilter.ALL, 0, 1000);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = store.events().after("default", EventFilter.ALL, page.getLast().sequence(), 1000);
    }
    return all;
  }

  /** The log begins with 1 and has no gap; returns its end. */
  static long gapless(Store store) {
    List<Long> sequences = events(store).stream().map(EventRecord::sequence).toList();
    assertThat(sequences)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, sequences.size()).boxed().toList());
    return sequences.size();
  }

  static void sound(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows = connection.createStatement().executeQuery("pragma integrity_check")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("ok");
    }
  }

  private StoreChecks() {}
}
