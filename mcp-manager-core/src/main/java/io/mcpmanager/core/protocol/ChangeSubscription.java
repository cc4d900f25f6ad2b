package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server of 2026-07-28 is to tell of: changes of its lists, and of the resources somebody subscribed to. That is one
 * request which lasts; when it ends it is made again, and whoever listens is told that changes may have been missed. For
 * other resources a new one is made before the old one ends. Thread-safe.
 */
final class ChangeSubscription implements AutoCloseable {

  static final String METHOD = "subscriptions/listen";
  static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

  private static final Logger LOG = LoggerFactory.getLogger(ChangeSubscription.class);
  private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration ACKNOWLEDGE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final int MAX_URIS = 10_000;

  private final Conversation conversation;
  private final ManagerClock clock;
  private final MissedChanges missedChanges;
  private final List<String> kinds;
  private final ReentrantLock lock = new ReentrantLock(); // guards writes of everything below
  private final Set<String> uris = new LinkedHashSet<>();
  private volatile @Nullable Leg current;
  private volatile @Nullable Leg coming;
  private volatile ManagerClock.Timer again = () -> {};
  private Duration pause = FIRST_PAUSE;
  private volatile boolean closed;

  ChangeSubscription(Conversation conversation, ManagerClock clock, MissedChanges missedChanges) {
    this.conversation = conversation;
    this.clock = clock;
    this.missedChanges = missedChanges;
    this.kinds = missedChanges.kinds();
  }

  /**
   * Begins, unless there is nothing to listen to. Waits a moment for the server to acknowledge it, so that whatever is read
   * from it afterwards is told of when it changes; when it takes longer, changes may have been missed, which is then told.
   */
  void start() throws InterruptedException {
    if (kinds.isEmpty()) {
      return;
    }
    var inTime = new CompletableFuture<Boolean>();
    ManagerClock.Timer timer = clock.schedule(FIRST_PATIENCE, () -> inTime.complete(false));
    try {
      Thread.ofVirtual().name("mcp-listen").start(() -> {
        renew(() -> !inTime.complete(true));
        inTime.complete(false);
      });
      var ignored = inTime.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      timer.cancel();
    }
  }

  /** Has the server tell of changes of a resource. */
  void subscribe(String uri, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (uris.size() >= MAX_URIS) {
        throw new McpManagerException(
            ErrorCode.LIMIT_REACHED, "there are " + MAX_URIS + " subscriptions already");
      }
      if (!uris.add(uri)) {
        return;
      }
      boolean done = false;
      try {
        @Nullable Leg leg = replace(timeout);
        if (leg == null || !leg.honours(uri)) {
          throw new McpManagerException(
              ErrorCode.UPSTREAM_ERROR, "the server does not tell of changes of " + uri);
        }
        done = true;
      } finally {
        if (!done) {
          uris.remove(uri);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void unsubscribe(String uri, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (uris.remove(uri)) {
        var ignored = replace(timeout);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes what servers say about a subscription: that it has begun, or that it is over. */
  void take(Envelope notification) {
    boolean begins = notification.method().equals(ACKNOWLEDGED);
    RequestId id =
        (begins ? subscription(notification) : notification.token(Member.REQUEST_ID)).orElse(null);
    for (Leg leg : new @Nullable Leg[] {coming, current}) {
      if (leg != null && RequestId.of(leg.id).equals(id)) {
        if (begins) {
          leg.acknowledged.complete(honoured(notification));
        } else {
          leg.thread.interrupt();
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    again.cancel();
    for (Leg leg : new @Nullable Leg[] {coming, current}) {
      if (leg != null) {
        leg.end();
      }
    }
  }

  /** Makes the request that is to last, waits until it has begun, and ends the one before. */
  private @Nullable Leg replace(Duration timeout) throws InterruptedException {
    Leg before = current;
    Leg next = null;
    if (!closed && (!kinds.isEmpty() || !uris.isEmpty())) {
      next = new Leg();
      coming = next;
      try {
        next.begin(filter(), timeout);
      } finally {
        coming = null;
      }
    }
    current = next;
    if (before != null) {
      before.end();
    }
    pause = FIRST_PAUSE;
    if (closed && next != null) {
      next.end();
    } else if (next != null && next.over) {
      renewLater();
    }
    return next;
  }

  private void renew(BooleanSupplier missed) {
    try {
      lock.lockInterruptibly();
      try {
        var ignored = replace(ACKNOWLEDGE_TIMEOUT);
      } catch (McpManagerException e) {
        LOG.atDebug().setCause(e).log("a server could not be listened to");
        renewLater();
        return;
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (missed.getAsBoolean()) {
      missedChanges.tell(subscribed());
    }
  }

  private void renewLater() {
    if (closed || conversation.closed().isDone()) {
      return;
    }
    Duration now = pause;
    pause = now.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? now.multipliedBy(2) : LONGEST_PAUSE;
    again = clock.schedule(
        now, () -> Thread.ofVirtual().name("mcp-listen").start(() -> renew(() -> true)));
    if (closed) {
      again.cancel();
    }
  }

  private List<String> subscribed() {
    lock.lock();
    try {
      return List.copyOf(uris);
    } finally {
      lock.unlock();
    }
  }

  private byte[] filter() {
    var wanted = new StringJoiner(",", "{\"notifications\":{", "}}");
    kinds.forEach(kind -> wanted.add("\"" + kind + "ListChanged\":true"));
    if (!uris.isEmpty()) {
      var all = new StringJoiner(",", "\"resourceSubscriptions\":[", "]");
      uris.forEach(uri -> all.add(quoted(uri)));
      wanted.add(all.toString());
    }
    return wanted.toString().getBytes(UTF_8);
  }

  private static Optional<RequestId> subscription(Envelope notification) {
    byte[] bytes = notification.bytes();
    return notification
        .span(Member.META)
        .flatMap(meta -> JsonText.member(bytes, meta, SUBSCRIPTION))
        .flatMap(id -> RequestId.read(bytes, id));
  }

  /** The resources whose changes the server will tell of. */
  private static Set<String> honoured(Envelope notification) {
    byte[] bytes = notification.bytes();
    var honoured = new LinkedHashSet<String>();
    Optional<Span> list = notification
        .span(Member.PARAMS)
        .flatMap(params -> JsonText.member(bytes, params, "notifications"))
        .flatMap(all -> JsonText.member(bytes, all, "resourceSubscriptions"))
        .filter(span -> bytes[span.start()] == '[');
    if (list.isPresent()) {
      var cursor = new ArrayCursor(bytes, list.get());
      while (cursor.next()) {
        if (JsonText.isString(bytes, cursor.element())) {
          honoured.add(JsonText.decode(bytes, cursor.element()));
        }
      }
    }
    return honoured;
  }

  private static String quoted(String text) {
    return new String(JsonText.quote(text), UTF_8);
  }

  /** One such request, on a thread of its own. */
  private final class Leg {

    private final CompletableFuture<Set<String>> acknowledged = new CompletableFuture<>();
    private volatile long id;
    private volatile boolean ended;
    private volatile boolean over;
    private volatile Thread thread = Thread.currentThread();

    void begin(byte[] params, Duration timeout) throws InterruptedException {
      Thread listening = Thread.ofVirtual().name("mcp-listen").unstarted(() -> run(params));
      thread = listening;
      listening.start();
      ManagerClock.Timer timer = clock.schedule(
          timeout, () -> fail(ErrorCode.TIMEOUT, "the server did not acknowledge it in time"));
      boolean begun = false;
      try {
        var ignored = acknowledged.get();
        begun = true;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof McpManagerException failure
            ? failure
            : new IllegalStateException(e);
      } finally {
        timer.cancel();
        if (!begun) {
          end();
        }
      }
    }

    boolean honours(String uri) {
      return acknowledged.getNow(Set.of()).contains(uri);
    }

    void end() {
      ended = true;
      thread.interrupt();
    }

    private void run(byte[] params) {
      try {
        Optional<Envelope> answer = conversation.listen(params, LONGEST, given -> id = given);
        fail(
            ErrorCode.UPSTREAM_ERROR,
            "the server does not let itself be listened to: "
                + answer.flatMap(said -> said.text(Member.ERROR_MESSAGE)).orElse("it ended it"));
      } catch (McpManagerException e) {
        fail(e.code(), String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        fail(ErrorCode.CHANNEL_FAILED, "it was ended");
      } finally {
        over = true;
        if (!ended && this.equals(current)) {
          renewLater();
        }
      }
    }

    private void fail(ErrorCode code, String why) {
      acknowledged.completeExceptionally(new McpManagerException(code, why));
    }
  }
}
