package io.mcpmanager.core.bulk;

import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkItem;
import io.mcpmanager.api.bulk.BulkItemState;
import io.mcpmanager.api.bulk.BulkRequest;
import io.mcpmanager.api.bulk.BulkSelection;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.Servers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settles which servers a request means. */
final class Selector {

  private static final int PAGE_SIZE = 100;
  private static final int ATTEMPTS = 5;

  private final Servers servers;

  Selector(Servers servers) {
    this.servers = servers;
  }

  /** The servers meant, each once; a listed one that does not exist is an item that failed. */
  List<BulkItem> items(CallContext context, BulkRequest request) {
    List<BulkItem> items =
        switch (request.selection()) {
          case BulkSelection.Listed listed -> listed(context, listed.servers());
          case BulkSelection.Matching matching -> all(context, matching.filter(), "filter");
          case BulkSelection.Everything ignored -> all(context, ServerQuery.ALL, "all");
        };
    request.expectedServers().ifPresent(expected -> {
      long found = items.stream().filter(item -> item.server() != null).count();
      if (found != expected) {
        throw new McpManagerException(
            ErrorCode.SELECTION_CHANGED,
            "the selection was expected to come to " + expected + " servers and comes to " + found
                + "; nothing was done");
      }
    });
    return items;
  }

  private List<BulkItem> listed(CallContext context, List<String> wanted) {
    Map<String, BulkItem> items = new LinkedHashMap<>();
    for (String text : wanted) {
      Optional<Server> found = find(context, text);
      // an id and a name of the same server are one item; no id holds a blank, so nothing is
      // mistaken for an id
      String key = found.map(server -> server.id().value()).orElse("unknown " + text);
      items.putIfAbsent(key, found.map(Selector::waiting).orElseGet(() -> unknown(text)));
    }
    return List.copyOf(items.values());
  }

  private Optional<Server> find(CallContext context, String idOrName) {
    Optional<Server> byId;
    try {
      byId = servers.find(context, ServerId.of(idOrName));
    } catch (IllegalArgumentException notAnId) {
      byId = Optional.empty();
    }
    return byId.or(() -> servers.findByName(context, idOrName));
  }

  /** Reads again if the number of servers changes between two pages: one may have slipped through. */
  private List<BulkItem> all(CallContext context, ServerQuery filter, String field) {
    Map<ServerId, BulkItem> items = new LinkedHashMap<>();
    boolean steady = false;
    for (int attempt = 0; attempt < ATTEMPTS && !steady; attempt++) {
      items.clear();
      Page<Server> page = servers.list(context, filter.withPage(1, PAGE_SIZE));
      long total = page.total();
      if (total > BulkRequest.MAX_SERVERS) {
        throw new ValidationException(List.of(BulkRequest.tooMany(field, total)));
      }
      steady = true;
      for (int number = 1; number <= page.pages(); number++) {
        if (number > 1) {
          page = servers.list(context, filter.withPage(number, PAGE_SIZE));
        }
        page.items().forEach(server -> items.put(server.id(), waiting(server)));
        steady &= page.total() == total;
      }
    }
    if (items.size() > BulkRequest.MAX_SERVERS) {
      throw new ValidationException(List.of(BulkRequest.tooMany(field, items.size())));
    }
    return new ArrayList<>(items.values());
  }

  private static BulkItem waiting(Server server) {
    return new BulkItem(server.id(), server.name(), BulkItemState.WAITING, null, "", null);
  }

  private static BulkItem unknown(String text) {
    return new BulkItem(
        null,
        text,
        BulkItemState.FAILED,
        ErrorCode.SERVER_NOT_FOUND,
        "no server has this id or name",
        null);
  }
}
