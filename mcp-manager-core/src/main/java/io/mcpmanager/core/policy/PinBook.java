package io.mcpmanager.core.policy;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.policy.Pins;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.ToolPin;
import io.mcpmanager.api.policy.ToolPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.guard.Authorizer;
import io.mcpmanager.core.guard.Operation;
import io.mcpmanager.core.json.PinJson;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What servers' tools are held to: stored, and asked in memory. Thread-safe. */
final class PinBook implements Pins {

  /** Most events that are told of what is found in one list. */
  private static final int MOST_EVENTS = 50;

  private static final int MOST_WORDS = 20;
  private static final Logger LOG = LoggerFactory.getLogger(PinBook.class);

  /** The tools of one server; each state is another map. */
  private static final class Shelf {

    private final ReentrantLock writing =
        new ReentrantLock(); // held while tools are read and stored
    private volatile Server server;
    private volatile Map<String, PinnedTool> tools = Map.of();

    /** What is stored of tools that are not offered now. */
    private Map<String, PinJson.Kept> kept = Map.of();

    private boolean read;

    Shelf(Server server) {
      this.server = server;
    }
  }

  private final PinStore store;
  private final EventLog events;
  private final Authorizer authorizer;
  private final ManagerClock clock;
  private final Function<String, ToolPolicy> policies;
  private final BiConsumer<Server, Set<String>> changed;
  private final Consumer<String> approved;
  private final Map<ServerId, Shelf> shelves = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  /**
   * The pins in a store.
   *
   * @param policies what is in force in a tenant
   * @param changed takes a server and those of its tools of which something has changed, after it has
   * @param approved takes a tenant of whose tools some have been approved
   */
  PinBook(
      Store store,
      EventLog events,
      Authorizer authorizer,
      ManagerClock clock,
      Function<String, ToolPolicy> policies,
      BiConsumer<Server, Set<String>> changed,
      Consumer<String> approved) {
    this.approved = approved;
    this.store = new PinStore(store);
    this.events = events;
    this.authorizer = authorizer;
    this.clock = clock;
    this.policies = policies;
    this.changed = changed;
  }

  /** A tool as it was last read; empty if it has not been. */
  @Nullable
  PinnedTool find(ServerId server, String tool) {
    Shelf shelf = shelves.get(server);
    return shelf == null ? null : shelf.tools.get(tool);
  }

  /** Grows with everything that changes here. */
  long version() {
    return version.get();
  }

  /** The tools of a tenant whose calls are refused. */
  Set<ShownTools.Hidden> blocked(String tenant, ToolPolicy policy) {
    var blocked = new HashSet<ShownTools.Hidden>();
    shelves.forEach((id, shelf) -> {
      if (shelf.server.tenant().equals(tenant)) {
        shelf.tools.forEach((tool, pin) -> {
          if (pin.reaction(policy) == Reaction.BLOCK) {
            blocked.add(new ShownTools.Hidden(id, tool));
          }
        });
      }
    });
    return blocked;
  }

  /**
   * A server offers these tools from now on. Blocks while what is new is stored.
   *
   * @param definitions as the server wrote them, by name
   */
  void offered(Server server, Map<String, byte[]> definitions) {
    Shelf shelf = shelves.computeIfAbsent(server.id(), id -> new Shelf(server));
    shelf.writing.lock();
    try {
      shelf.server = server;
      readOnce(shelf);
      Instant now = now();
      Map<String, PinnedTool> before = shelf.tools;
      Map<String, PinnedTool> after = new TreeMap<>();
      var different = new ArrayList<String>();
      var changes = new ArrayList<StoreChange>();
      var told = new ArrayList<EventData>();
      definitions.forEach((tool, json) -> {
        Definition definition = Definition.read(tool, json);
        PinnedTool known = before.get(tool);
        PinJson.Kept kept = shelf.kept.get(tool);
        if (known != null && known.offered().hash().equals(definition.hash())) {
          after.put(tool, known);
          return;
        }
        PinnedTool pin = known != null
            ? known.offeredAs(definition, now)
            : kept != null ? restored(kept, definition, now) : PinnedTool.seen(definition, now);
        after.put(tool, pin);
        different.add(tool);
        String last = known != null ? known.offered().hash() : kept != null ? kept.offered() : "";
        if (!last.equals(definition.hash())) {
          changes.add(PinStore.put(server, tool, pin));
          event(server, tool, pin).ifPresent(told::add);
        }
      });
      Map<String, PinJson.Kept> gone = new HashMap<>(shelf.kept);
      before.forEach((tool, pin) -> gone.put(tool, kept(tool, pin)));
      gone.keySet().removeAll(after.keySet());
      write(server, changes, told);
      shelf.kept = gone;
      shelf.tools = Map.copyOf(after);
      version.incrementAndGet();
      if (!different.isEmpty()) {
        changed.accept(server, Set.copyOf(different));
      }
    } finally {
      shelf.writing.unlock();
    }
  }

  /** A server exists no more. Blocks while its pins are deleted. */
  void deleted(Server server) {
    shelves.remove(server.id());
    version.incrementAndGet();
    try {
      store.delete(server.tenant(), server.id());
    } catch (McpManagerException e) {
      LOG.atWarn()
          .addKeyValue("server", server.name())
          .setCause(e)
          .log("what the tools of a deleted server were held to could not be deleted");
    }
  }

  @Override
  public List<ToolPin> list(
      CallContext context, @Nullable ServerId server, ToolPin.@Nullable State state) {
    authorizer.check(context, Operation.READ_PINS);
    ToolPolicy policy = policies.apply(context.tenant());
    return shelves.values().stream()
        .filter(shelf -> shelf.server.tenant().equals(context.tenant()))
        .filter(shelf -> server == null || shelf.server.id().equals(server))
        .sorted(Comparator.comparing(shelf -> shelf.server.name()))
        .flatMap(shelf -> new TreeMap<>(shelf.tools)
            .entrySet().stream()
                .filter(entry -> state == null || entry.getValue().state() == state)
                .map(entry -> shown(shelf.server, entry.getKey(), entry.getValue(), policy)))
        .toList();
  }

  @Override
  public List<ToolPin> approve(CallContext context, ServerId server, Map<String, String> hashes) {
    authorizer.check(context, Operation.APPROVE_PINS);
    var details = new TreeMap<String, String>();
    if (hashes.size() <= MOST_WORDS) {
      hashes.forEach((tool, hash) -> details.put("tool " + Characters.shown(tool), hash));
    } else {
      details.put("tools", Integer.toString(hashes.size()));
    }
    return authorizer.recorded(
        context,
        Operation.APPROVE_PINS,
        "server:" + server,
        details,
        () -> approved(context, server, hashes));
  }

  private List<ToolPin> approved(CallContext context, ServerId id, Map<String, String> hashes) {
    if (hashes.isEmpty() || hashes.size() > MAX_APPROVED) {
      throw new ValidationException(List.of(new Problem(
          "tools", "must be 1 to " + MAX_APPROVED + " tools", Problem.Code.OUT_OF_RANGE)));
    }
    Shelf shelf = shelves.get(id);
    if (shelf == null || !shelf.server.tenant().equals(context.tenant())) {
      throw new McpManagerException(
          ErrorCode.PIN_NOT_FOUND, "no tools of such a server have been read");
    }
    shelf.writing.lock();
    try {
      Instant now = now();
      Map<String, PinnedTool> after = new HashMap<>(shelf.tools);
      var changes = new ArrayList<StoreChange>();
      var told = new ArrayList<EventData>();
      hashes.forEach((tool, hash) -> {
        PinnedTool pin = lookedAt(shelf.tools.get(tool), tool, hash)
            .approved(context.principal().id(), now);
        after.put(tool, pin);
        changes.add(PinStore.put(shelf.server, tool, pin));
        if (told.size() < MOST_EVENTS) {
          told.add(told(tool, pin, Reaction.PASS));
        }
      });
      commit(context, shelf.server, changes, told);
      shelf.tools = Map.copyOf(after);
      version.incrementAndGet();
      changed.accept(shelf.server, Set.copyOf(hashes.keySet()));
    } finally {
      shelf.writing.unlock();
    }
    approved.accept(context.tenant());
    ToolPolicy policy = policies.apply(context.tenant());
    return new TreeMap<>(shelf.tools)
        .entrySet().stream()
            .filter(entry -> hashes.containsKey(entry.getKey()))
            .map(entry -> shown(shelf.server, entry.getKey(), entry.getValue(), policy))
            .toList();
  }

  private static PinnedTool lookedAt(@Nullable PinnedTool pin, String tool, String hash) {
    if (pin == null) {
      throw new McpManagerException(
          ErrorCode.PIN_NOT_FOUND, "the server offers no tool " + Characters.shown(tool));
    }
    if (!pin.offered().hash().equals(hash)) {
      throw new McpManagerException(
          ErrorCode.TOOL_CHANGED,
          "tool " + Characters.shown(tool)
              + " is another than the one that was looked at; look at it again");
    }
    return pin;
  }

  private void readOnce(Shelf shelf) {
    if (!shelf.read) {
      shelf.kept = store.read(shelf.server.tenant(), shelf.server.id());
      shelf.read = true;
    }
  }

  private static PinnedTool restored(PinJson.Kept kept, Definition offered, Instant now) {
    boolean same = kept.offered().equals(offered.hash());
    return new PinnedTool(
            kept.pinned(),
            kept.definition(),
            offered,
            kept.firstSeenAt(),
            kept.changedAt(),
            kept.approvedBy(),
            List.of(),
            List.of())
        .offeredAs(offered, same ? kept.changedAt() : now);
  }

  private static PinJson.Kept kept(String tool, PinnedTool pin) {
    return new PinJson.Kept(
        tool,
        pin.pinned(),
        pin.definition(),
        pin.offered().hash(),
        pin.firstSeenAt(),
        pin.changedAt(),
        pin.approvedBy());
  }

  /** What is told of a tool that is new or offered in another way; nothing of what is as it should be. */
  private Optional<EventData> event(Server server, String tool, PinnedTool pin) {
    Reaction reaction = pin.reaction(policies.apply(server.tenant()));
    boolean worthIt =
        switch (pin.state()) {
          case SEEN -> reaction != Reaction.PASS || !pin.flags().isEmpty();
          case CHANGED -> true;
          case APPROVED -> false;
        };
    return worthIt ? Optional.of(told(tool, pin, reaction)) : Optional.empty();
  }

  private static EventData told(String tool, PinnedTool pin, Reaction reaction) {
    return new EventData.ToolChanged(
        Characters.shown(tool),
        pin.state(),
        reaction,
        pin.offered().hash(),
        pin.differences().stream().limit(MOST_WORDS).map(Object::toString).toList(),
        pin.flags().stream()
            .limit(MOST_WORDS)
            .map(flag -> flag.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " in "
                + flag.path() + ": " + flag.excerpt())
            .toList());
  }

  /** What can't be stored still holds while this manager runs. */
  private void write(Server server, List<StoreChange> changes, List<EventData> told) {
    var context = new CallContext(
        Principal.SYSTEM, server.tenant(), "tools-" + server.id().value());
    try {
      commit(context, server, changes, told);
    } catch (McpManagerException e) {
      LOG.atWarn()
          .addKeyValue("server", server.name())
          .setCause(e)
          .log("what the tools of a server are held to could not be stored");
    }
  }

  private void commit(
      CallContext context, Server server, List<StoreChange> changes, List<EventData> told) {
    var all = new ArrayList<>(changes);
    told.stream()
        .limit(MOST_EVENTS)
        .forEach(data -> all.add(events.draft(context, server.id(), server.name(), data)));
    if (!all.isEmpty()) {
      events.commit(all, () -> {});
    }
  }

  private static ToolPin shown(Server server, String tool, PinnedTool pin, ToolPolicy policy) {
    return new ToolPin(
        server.id(),
        server.name(),
        tool,
        pin.state(),
        pin.reaction(policy),
        pin.pinned(),
        pin.offered().hash(),
        pin.firstSeenAt(),
        pin.changedAt(),
        Optional.ofNullable(pin.approvedBy()),
        pin.flags(),
        pin.differences(),
        pin.isChanged() ? Characters.shown(pin.definition()) : "",
        pin.isChanged() ? Characters.shown(pin.offered().json()) : "");
  }

  private Instant now() {
    return clock.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
