package io.mcpmanager.core.policy;

import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.json.PinJson;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pins in the store: a document for each tool. Thread-safe. */
final class PinStore {

  private static final String KIND = "tool-pin";
  private static final int PAGE = 500;

  private final Store store;

  PinStore(Store store) {
    this.store = store;
  }

  /** All pins of a server, by the name of the tool. */
  Map<String, PinJson.Kept> read(String tenant, ServerId server) {
    var kept = new HashMap<String, PinJson.Kept>();
    for (Document document : documents(tenant, server)) {
      PinJson.Kept pin = PinJson.read(document.json());
      kept.put(pin.tool(), pin);
    }
    return kept;
  }

  /** The change that writes a pin. */
  static StoreChange put(Server server, String tool, PinnedTool pin) {
    var kept = new PinJson.Kept(
        tool,
        pin.pinned(),
        pin.definition(),
        pin.offered().hash(),
        pin.firstSeenAt(),
        pin.changedAt(),
        pin.approvedBy());
    return new StoreChange.PutDocument(
        new Document(
            KIND,
            server.tenant(),
            prefix(server.id()) + name(tool),
            null,
            0,
            pin.firstSeenAt(),
            pin.changedAt(),
            null,
            PinJson.write(kept).toString()),
        -1);
  }

  /** Forgets all pins of a server. */
  void delete(String tenant, ServerId server) {
    var changes = new ArrayList<StoreChange>();
    for (Document document : documents(tenant, server)) {
      changes.add(new StoreChange.DeleteDocument(KIND, tenant, document.id(), -1));
    }
    for (int at = 0; at < changes.size(); at += PAGE) {
      var ignored = store.commit(changes.subList(at, Math.min(changes.size(), at + PAGE)));
    }
  }

  private List<Document> documents(String tenant, ServerId server) {
    var found = new ArrayList<Document>();
    String after = prefix(server);
    while (true) {
      List<Document> page = store.documents().list(KIND, tenant, after, PAGE);
      for (Document document : page) {
        if (!document.id().startsWith(prefix(server))) {
          return found;
        }
        found.add(document);
      }
      if (page.size() < PAGE) {
        return found;
      }
      after = page.getLast().id();
    }
  }

  private static String prefix(ServerId server) {
    return server.value() + "/";
  }

  /** Names of tools are whatever servers like. */
  private static String name(String tool) {
    return new Digest().add(tool).text();
  }
}
