package io.mcpmanager.core.gateway;

import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Tells sessions, and who listens without one, that lists have changed: each kind of list once for a burst of changes. */
final class ChangeNotifier {

  private static final Duration BURST = Duration.ofMillis(200);

  private final ManagerClock clock;
  private final SessionTable sessions;
  private final Listening listening;
  private final ReentrantLock lock = new ReentrantLock(); // guards everything below
  private final Map<String, Set<ListKind>> merged = new HashMap<>();
  private final Map<Server, Set<ListKind>> single = new HashMap<>();
  private boolean scheduled;

  ChangeNotifier(ManagerClock clock, SessionTable sessions, Listening listening) {
    this.clock = clock;
    this.sessions = sessions;
    this.listening = listening;
  }

  /** What all servers of a tenant offer together has changed. */
  void merged(String tenant, Set<ListKind> kinds) {
    changed(merged, tenant, kinds);
  }

  /** What one server offers has changed. */
  void single(Server server, Set<ListKind> kinds) {
    changed(single, server, kinds);
  }

  private <K> void changed(Map<K, Set<ListKind>> pending, K key, Set<ListKind> kinds) {
    if (kinds.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      pending.computeIfAbsent(key, k -> EnumSet.noneOf(ListKind.class)).addAll(kinds);
      if (!scheduled) {
        scheduled = true;
        clock.schedule(BURST, this::send);
      }
    } finally {
      lock.unlock();
    }
  }

  private void send() {
    Map<String, Set<ListKind>> ofTenants;
    Map<Server, Set<ListKind>> ofServers;
    lock.lock();
    try {
      scheduled = false;
      ofTenants = new HashMap<>(merged);
      ofServers = new HashMap<>(single);
      merged.clear();
      single.clear();
    } finally {
      lock.unlock();
    }
    sessions.forEach(session -> methods(session.view(), session.tenant(), ofTenants, ofServers)
        .forEach(method -> session.outbox().putOnce(Messages.notification(method, null))));
    listening.forEach(listen ->
        methods(listen.view(), listen.tenant(), ofTenants, ofServers).forEach(listen::changed));
  }

  /** What is told to who sees servers in a certain way. */
  private static Set<String> methods(
      View view,
      String tenant,
      Map<String, Set<ListKind>> ofTenants,
      Map<Server, Set<ListKind>> ofServers) {
    var methods = new LinkedHashSet<String>();
    if (view instanceof AllServers) {
      addMethods(methods, ofTenants.getOrDefault(tenant, Set.of()));
    } else {
      ofServers.forEach((server, kinds) -> {
        if (view.sees(server)) {
          addMethods(methods, kinds);
        }
      });
    }
    return methods;
  }

  private static void addMethods(Set<String> methods, Set<ListKind> kinds) {
    kinds.forEach(kind -> methods.add(kind.changeMethod()));
  }
}
