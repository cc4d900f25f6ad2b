package io.mcpmanager.core.gateway;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.json.SessionState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The resources whose changes one client wants to hear of, as they are stored with its session. Thread-safe. */
final class SessionSubscriptions {

  private record Resource(ServerId server, String uri) {}

  private final Set<Resource> resources = ConcurrentHashMap.newKeySet(1);
  private final Runnable onChange;

  /**
   * None yet.
   *
   * @param onChange is told when there is something else to be stored
   */
  SessionSubscriptions(Runnable onChange) {
    this.onChange = onChange;
  }

  void add(ServerId server, String uri) {
    if (resources.add(new Resource(server, uri))) {
      onChange.run();
    }
  }

  void remove(ServerId server, String uri) {
    if (resources.remove(new Resource(server, uri))) {
      onChange.run();
    }
  }

  /** The servers that have any of them. */
  List<ServerId> servers() {
    return resources.stream().map(Resource::server).distinct().toList();
  }

  /** Those that a server has. */
  List<String> at(ServerId server) {
    return resources.isEmpty()
        ? List.of()
        : resources.stream()
            .filter(resource -> resource.server().equals(server))
            .map(Resource::uri)
            .toList();
  }

  /** Goes on with what the manager before has stored. */
  void goOn(List<SessionState.Subscription> left) {
    left.forEach(one -> resources.add(new Resource(ServerId.of(one.server()), one.uri())));
  }

  /** What is to be stored. */
  List<SessionState.Subscription> toStore() {
    return resources.stream()
        .map(one -> new SessionState.Subscription(one.server().value(), one.uri()))
        .toList();
  }
}
