package io.mcpmanager.api.bulk;

import io.mcpmanager.api.server.ServerQuery;
import java.util.List;
import java.util.Objects;

/** Which servers are meant. What it comes to is settled once, when a run begins. */
public sealed interface BulkSelection {

  /**
   * These servers, in this order.
   *
   * @param servers ids or names; one named twice is taken once
   */
  record Listed(List<String> servers) implements BulkSelection {
    /** Copies the list. */
    public Listed {
      servers = List.copyOf(servers);
    }
  }

  /**
   * The servers that pass a filter, in its order.
   *
   * @param filter its page does not matter; it must not let everything pass
   */
  record Matching(ServerQuery filter) implements BulkSelection {
    /** Checks that the filter is given. */
    public Matching {
      Objects.requireNonNull(filter, "filter");
    }

    /** Whether the filter lets every server pass. */
    public boolean isEverything() {
      return filter.states().isEmpty()
          && filter.kinds().isEmpty()
          && filter.health().isEmpty()
          && filter.labels().isEmpty()
          && filter.text().isEmpty();
    }
  }

  /** All servers, by name. */
  record Everything() implements BulkSelection {}
}
