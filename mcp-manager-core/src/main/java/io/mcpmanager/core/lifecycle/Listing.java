package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.Page;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerQuery;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Filters, sorts and pages snapshots. */
final class Listing {

  private static final Comparator<Server> BY_NAME = Comparator.comparing(
          (Server server) -> server.name().toLowerCase(Locale.ROOT))
      .thenComparing(Server::name);

  static Page<Server> page(Stream<Server> servers, ServerQuery query) {
    Comparator<Server> order = order(query.sort());
    List<Server> found = servers
        .filter(server -> matches(server, query))
        .sorted(query.descending() ? order.reversed() : order)
        .toList();
    long from = Math.min(found.size(), (query.page() - 1L) * query.pageSize());
    long to = Math.min(found.size(), from + query.pageSize());
    return new Page<>(
        found.subList((int) from, (int) to), query.page(), query.pageSize(), found.size());
  }

  private static boolean matches(Server server, ServerQuery query) {
    return (query.states().isEmpty() || query.states().contains(server.state()))
        && (query.kinds().isEmpty()
            || query.kinds().contains(server.definition().launch().kind()))
        && (query.health().isEmpty() || query.health().contains(server.health().status()))
        && query.labels().entrySet().stream()
            .allMatch(label ->
                Objects.equals(server.definition().labels().get(label.getKey()), label.getValue()))
        && hasText(server, query.text().toLowerCase(Locale.ROOT));
  }

  private static boolean hasText(Server server, String text) {
    return text.isEmpty()
        || server.name().toLowerCase(Locale.ROOT).contains(text)
        || server.definition().description().toLowerCase(Locale.ROOT).contains(text);
  }

  private static Comparator<Server> order(ServerQuery.Sort sort) {
    return switch (sort) {
      case NAME -> BY_NAME;
      case CREATED -> Comparator.comparing(Server::createdAt).thenComparing(BY_NAME);
      case UPDATED -> Comparator.comparing(Server::updatedAt).thenComparing(BY_NAME);
      case STATE -> Comparator.comparing(Server::state).thenComparing(BY_NAME);
    };
  }

  private Listing() {}
}
