package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.ServerId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The servers there are, by id and by name. Whether a name is free is decided by the store alone. Thread-safe. */
final class Roster {

  private record Name(String tenant, String name) {}

  private final Map<ServerId, ServerActor> byId = new ConcurrentHashMap<>();
  private final Map<Name, ServerActor> byName = new ConcurrentHashMap<>();

  void add(ServerActor actor) {
    StoredServer kept = actor.situation().kept();
    byId.put(kept.id(), actor);
    byName.put(nameOf(kept), actor);
  }

  void renamed(ServerActor actor, StoredServer before, StoredServer after) {
    byName.put(nameOf(after), actor);
    // another server may have taken the old name in the meantime
    byName.remove(nameOf(before), actor);
  }

  void remove(ServerActor actor) {
    StoredServer kept = actor.situation().kept();
    byName.remove(nameOf(kept), actor);
    byId.remove(kept.id());
  }

  Optional<ServerActor> find(ServerId id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<ServerActor> find(String tenant, String name) {
    return Optional.ofNullable(byName.get(new Name(tenant, name)));
  }

  Collection<ServerActor> all() {
    return List.copyOf(byId.values());
  }

  private static Name nameOf(StoredServer kept) {
    return new Name(kept.tenant(), kept.definition().name());
  }
}
