package io.mcpmanager.api.server;

import java.util.List;

/**
 * What an import did.
 *
 * @param created servers that did not exist and now do, in the order of the input
 * @param skipped names of servers that existed already and were left as they are
 */
public record ImportReport(List<Server> created, List<String> skipped) {

  /** Copies the lists. */
  public ImportReport {
    created = List.copyOf(created);
    skipped = List.copyOf(skipped);
  }
}
