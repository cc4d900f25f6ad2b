package io.mcpmanager.core.json;

import io.mcpmanager.api.server.ImportReport;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerDefinition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a document of servers says.
 *
 * @param definitions in the document's order
 * @param notes what was taken in another way than it was written, by the server's name; for people
 */
public record Imported(List<ServerDefinition> definitions, Map<String, String> notes) {

  /** Copies the collections, keeping their order. */
  public Imported {
    definitions = List.copyOf(definitions);
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }

  /** What came of it when these were created and the others existed already. */
  public ImportReport report(List<Server> created) {
    Set<String> names = created.stream().map(Server::name).collect(Collectors.toSet());
    return new ImportReport(
        created,
        definitions.stream()
            .map(ServerDefinition::name)
            .filter(name -> !names.contains(name))
            .toList(),
        notes.entrySet().stream()
            .filter(note -> names.contains(note.getKey()))
            .map(note -> note.getKey() + " " + note.getValue())
            .toList());
  }
}
