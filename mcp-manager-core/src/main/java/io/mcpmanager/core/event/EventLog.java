package io.mcpmanager.core.event;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventListener;
import io.mcpmanager.api.event.EventPage;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.json.EventJson;
import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The event log: drafts and publishes events, reads them back, and tells subscribers once they are durable. */
public final class EventLog implements Events, AutoCloseable {

  private static final int QUEUE = 1024;
  private static final int MAX_SUBSCRIPTIONS = 10_000;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private record Subscriber(String tenant, EventFilter filter, Delivery<Told> delivery) {

    void offer(Told event) {
      if (event.record.tenant().equals(tenant) && event.record.passes(filter)) {
        delivery.offer(event);
      }
    }
  }

  /** An event that is told. Its data is read by who takes it: the store's thread has no time for that. */
  private static final class Told {

    private final EventRecord record;
    private volatile @Nullable Event event;

    Told(EventRecord record) {
      this.record = record;
    }

    Event event() {
      Event read = event;
      if (read == null) {
        read = EventLog.event(record);
        event = read;
      }
      return read;
    }
  }

  private final Store store;
  private final ManagerClock clock;
  private final IdSource ids;
  private final BinaryOperator<String> redaction;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  /** What to run before a commit's first event is told, by the id of that event. */
  private final Map<String, Runnable> awaitingCommit = new ConcurrentHashMap<>();
  /** Sequence of the newest event of each tenant that has been asked for or told. */
  private final Map<String, Long> latest = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /** Takes the place of the store's listener. */
  @Inject
  public EventLog(Store store, ManagerClock clock, IdSource ids) {
    this(store, clock, ids, (tenant, text) -> text);
  }

  /**
   * Takes the place of the store's listener.
   *
   * @param redaction takes a tenant's secrets out of a text
   */
  public EventLog(Store store, ManagerClock clock, IdSource ids, BinaryOperator<String> redaction) {
    this.redaction = redaction;
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    store.onCommitted(this::tell);
  }

  /** An event of now, to be committed together with the changes it speaks of. */
  public StoreChange.AppendEvent draft(
      CallContext context, @Nullable ServerId server, @Nullable String serverName, EventData data) {
    return new StoreChange.AppendEvent(new EventRecord(
        0,
        ids.nextId(),
        clock.now().truncatedTo(ChronoUnit.MILLIS),
        context.tenant(),
        server,
        serverName,
        context.principal().id(),
        context.correlationId(),
        data.type(),
        data.severity(),
        redaction.apply(context.tenant(), data.message()),
        redaction.apply(context.tenant(), EventJson.data(data).toString())));
  }

  /**
   * Commits one event that goes with no other change.
   *
   * @throws io.mcpmanager.api.error.StoreException if the store fails; then nobody is told
   */
  public void publish(
      CallContext context, @Nullable ServerId server, @Nullable String serverName, EventData data) {
    store.commit(List.of(draft(context, server, serverName, data)));
  }

  /**
   * Commits changes with the events that speak of them and, once they are durable and before any subscriber is told,
   * runs {@code committed}: so that who hears of a change can also see it. It must not block or throw, and may run on a
   * thread of the store.
   *
   * @throws io.mcpmanager.api.error.McpManagerException as {@link Store#commit}; then {@code committed} is not run, or,
   *     with {@link ErrorCode#STORE_UNCERTAIN}, if and when the commit turns out to have happened
   */
  public void commit(List<StoreChange> changes, Runnable committed) {
    Optional<String> first = changes.stream()
        .filter(StoreChange.AppendEvent.class::isInstance)
        .map(change -> ((StoreChange.AppendEvent) change).event().id())
        .findFirst();
    first.ifPresent(id -> awaitingCommit.put(id, committed));
    try {
      store.commit(changes);
    } catch (McpManagerException e) {
      // what may yet happen is shown when it happens
      if (e.code() != ErrorCode.STORE_UNCERTAIN) {
        first.ifPresent(awaitingCommit::remove);
      }
      throw e;
    } catch (RuntimeException e) {
      first.ifPresent(awaitingCommit::remove);
      throw e;
    }
    // nobody was told if there was no event, or if this is closed
    first.ifPresentOrElse(this::runAwaiting, committed);
  }

  private void runAwaiting(String eventId) {
    Runnable committed = awaitingCommit.remove(eventId);
    if (committed != null) {
      committed.run();
    }
  }

  @Override
  public EventPage after(CallContext context, EventFilter filter, long sequence, int limit) {
    return page(limit, more -> store.events().after(context.tenant(), filter, sequence, more));
  }

  @Override
  public EventPage before(CallContext context, EventFilter filter, long sequence, int limit) {
    return page(limit, more -> store.events().before(context.tenant(), filter, sequence, more));
  }

  private static EventPage page(int limit, IntFunction<List<EventRecord>> query) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_PAGE + ", was " + limit);
    }
    // one more than asked for tells whether there is a further page
    List<EventRecord> found = query.apply(limit + 1);
    List<Event> events = found.stream().limit(limit).map(EventLog::event).toList();
    return new EventPage(events, found.size() > limit ? events.getLast().sequence() : 0);
  }

  @Override
  public long latestSequence(CallContext context) {
    String tenant = context.tenant();
    Long known = latest.get(tenant);
    return known != null
        ? known
        : latest.merge(
            tenant,
            store.events().before(tenant, EventFilter.ALL, Long.MAX_VALUE, 1).stream()
                .mapToLong(EventRecord::sequence)
                .findFirst()
                .orElse(0),
            Math::max);
  }

  @Override
  public long oldestSequence(CallContext context) {
    return store.events().oldestSequence();
  }

  @Override
  public Subscription subscribe(CallContext context, EventFilter filter, EventListener listener) {
    if (closed) {
      throw new McpManagerException(ErrorCode.SHUTTING_DOWN, "the event log is closed");
    }
    if (subscribers.size() >= MAX_SUBSCRIPTIONS) {
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED, "there are already " + MAX_SUBSCRIPTIONS + " subscriptions");
    }
    var delivery = new Delivery<>(
        "mcp-events", Delivery.Room.of(QUEUE), new Listening(listener), this::forgetClosed);
    subscribers.add(new Subscriber(context.tenant(), filter, delivery));
    return delivery;
  }

  private void forgetClosed() {
    subscribers.removeIf(subscriber -> subscriber.delivery().isClosed());
  }

  private void tell(EventRecord record) {
    latest.merge(record.tenant(), record.sequence(), Math::max);
    runAwaiting(record.id());
    if (!subscribers.isEmpty()) {
      var event = new Told(record);
      subscribers.forEach(subscriber -> subscriber.offer(event));
    }
  }

  private static Event event(EventRecord record) {
    return new Event(
        record.sequence(),
        record.id(),
        record.time(),
        record.tenant(),
        record.server(),
        record.serverName(),
        record.actor(),
        record.correlationId(),
        EventJson.read(record.type(), record.data()));
  }

  /** Lets listeners take what is still queued, for a short while, and ends all subscriptions. Idempotent. */
  @Override
  public void close() {
    closed = true;
    store.onCommitted(event -> {});
    long deadline = clock.nanoTime() + DRAIN.toNanos();
    for (Subscriber subscriber : subscribers) {
      subscriber
          .delivery()
          .closeWhenDrained(Duration.ofNanos(Math.max(0, deadline - clock.nanoTime())));
    }
  }

  private record Listening(EventListener listener) implements Delivery.Receiver<Told> {
    @Override
    public void onItem(Told item) {
      listener.onEvent(item.event());
    }

    @Override
    public void onMissed(Told first, Told last, long count) {
      listener.onMissed(first.record.sequence(), last.record.sequence());
    }
  }
}
