package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.Page;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventListener;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.gateway.Gateway;
import io.mcpmanager.api.gateway.ServerCatalog;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerQuery;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.ServerJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends all servers, and then each one that changed, as it is when the message is sent. Many changes in a short time
 * are one message, so a slow client gets fewer messages, not old ones; what has not changed since it was sent is not
 * sent again.
 */
final class ServerFeed implements Feed, EventListener {

  static final String TOPIC = "servers";

  private static final Logger log = LoggerFactory.getLogger(ServerFeed.class);
  private static final long GATHER_NANOS = Duration.ofMillis(20).toNanos();
  private static final int PAGE = 100;

  private final Servers servers;
  private final Gateway gateway;
  private final Events events;
  private final CallContext context;
  private final Outlet outlet;

  /** Guards the fields below; never held while sending. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Following following = new Following(lock, changed::signalAll);
  private final Set<ServerId> dirty = new LinkedHashSet<>();
  private boolean allDirty = true;

  /** Hashes of what was sent; used by the feed's own thread only. */
  private final Map<ServerId, Integer> sent = new HashMap<>();

  ServerFeed(Servers servers, Gateway gateway, Events events, CallContext context, Outlet outlet) {
    this.servers = servers;
    this.gateway = gateway;
    this.events = events;
    this.context = context;
    this.outlet = outlet;
  }

  @Override
  public void start() {
    following.start(
        () -> events.subscribe(context, EventFilter.ALL, this), "live-servers", this::run);
  }

  @Override
  public void close() {
    following.close();
  }

  @Override
  public void onEvent(Event event) {
    event.serverId().ifPresent(server -> {
      lock.lock();
      try {
        dirty.add(server);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    });
  }

  @Override
  public void onMissed(long fromSequence, long toSequence) {
    lock.lock();
    try {
      allDirty = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitChange()) {
        Optional<Set<ServerId>> some = takeChanged();
        if (some.isPresent()) {
          some.get().forEach(this::sendOne);
        } else {
          sendAll();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (McpManagerException e) {
      log.atWarn().setCause(e).log("feed of servers ended");
      outlet.send(ErrorMessages.of(e).put("topic", TOPIC), Outlet.NO_POSITION);
    }
  }

  /** What changed; empty if it may be anything. */
  private Optional<Set<ServerId>> takeChanged() {
    lock.lock();
    try {
      Optional<Set<ServerId>> changes =
          allDirty ? Optional.empty() : Optional.of(new LinkedHashSet<>(dirty));
      allDirty = false;
      dirty.clear();
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitChange() throws InterruptedException {
    lock.lock();
    try {
      if (allDirty) {
        return !following.closed();
      }
      while (!following.closed() && dirty.isEmpty() && !allDirty) {
        changed.await();
      }
      long remaining = GATHER_NANOS;
      while (!following.closed() && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      return !following.closed();
    } finally {
      lock.unlock();
    }
  }

  private void sendAll() {
    ObjectNode message = message("servers");
    ArrayNode views = message.putArray("servers");
    sent.clear();
    int number = 1;
    Page<Server> page;
    do {
      page = servers.list(context, ServerQuery.ALL.withPage(number++, PAGE));
      for (Server server : page.items()) {
        ObjectNode view = view(server);
        sent.put(server.id(), view.hashCode());
        views.add(view);
      }
    } while (number <= page.pages());
    outlet.send(message, Outlet.NO_POSITION);
  }

  private void sendOne(ServerId id) {
    Optional<Server> server = servers.find(context, id);
    if (server.isPresent()) {
      ObjectNode view = view(server.get());
      Integer hash = view.hashCode();
      if (!hash.equals(sent.put(id, hash))) {
        ObjectNode message = message("server");
        message.set("server", view);
        outlet.send(message, Outlet.NO_POSITION);
      }
    } else if (sent.remove(id) != null) {
      outlet.send(message("server-removed").put("server", id.value()), Outlet.NO_POSITION);
    }
  }

  private ObjectNode view(Server server) {
    ObjectNode view = ServerJson.server(server);
    ServerCatalog offers = catalog(server.id());
    view.putObject("offers")
        .put("tools", offers.tools().size())
        .put("prompts", offers.prompts().size())
        .put("resources", offers.resources().size())
        .put("resourceTemplates", offers.resourceTemplates().size());
    return view;
  }

  private ServerCatalog catalog(ServerId id) {
    try {
      return gateway.catalog(context, id);
    } catch (ServerNotFoundException e) {
      // deleted a moment ago; its removal is about to be told
      return ServerCatalog.EMPTY;
    }
  }

  private static ObjectNode message(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
