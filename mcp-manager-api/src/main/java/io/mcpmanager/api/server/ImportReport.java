package io.mcpmanager.api.server;

import java.util.List;

/**
 * What an import did.
 *
 * @param created servers that did not exist and now do, in the order of the input
 * @param skipped names of servers that existed already and were left as they are
 * @param notes what was taken in another way than it was written, each beginning with a server's name; for people
 */
public record ImportReport(List<Server> created, List<String> skipped, List<String> notes) {

  /** Copies the lists. */
  public ImportReport {
    created = List.copyOf(created);
    skipped = List.copyOf(skipped);
    notes = List.copyOf(notes);
  }
}
