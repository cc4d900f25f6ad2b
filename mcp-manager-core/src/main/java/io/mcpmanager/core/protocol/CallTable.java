package io.mcpmanager.core.protocol;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests a connection waits for, by id, and the one timer that ends those whose deadline has passed. */
final class CallTable {

  private record Alarm(long due, ManagerClock.Timer timer) {}

  /** Something odd that the server did. */
  private record Sight(String what, long time) {}

  private final ManagerClock clock;
  private final AtomicInteger taken = new AtomicInteger();
  private volatile int maxInFlight;
  private final AtomicLong ids;
  private final Map<Long, PendingCall> calls = new ConcurrentHashMap<>();
  private final ReentrantLock arming = new ReentrantLock(); // guards writes of alarm
  private volatile @Nullable Alarm alarm;
  private final AbandonedCalls abandoned = new AbandonedCalls();
  private final LongAdder lateAnswers = new LongAdder();
  private volatile @Nullable String closedReason;
  private volatile @Nullable Sight lastSight;

  /**
   * A table whose ids have not been used by an earlier life of the manager, if there was one: they go on from the time of
   * day, which calls can't overtake, and stay below 2^53, which every peer can count to.
   */
  CallTable(ManagerClock clock, int maxInFlight, PeerPast past) {
    this.clock = clock;
    this.maxInFlight = maxInFlight;
    this.ids = new AtomicLong(past == PeerPast.NONE ? 0 : clock.now().toEpochMilli() << 10);
  }

  /**
   * Takes a place for a client's request.
   *
   * @throws McpManagerException with LIMIT_REACHED if there is none
   */
  void takePlace() {
    int most = maxInFlight;
    if (taken.incrementAndGet() > most) {
      taken.decrementAndGet();
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED,
          "it is working on " + most + " calls, which is as many as it may");
    }
  }

  void freePlace() {
    taken.decrementAndGet();
  }

  /** Sets how many places there are from now on; calls that have one keep it. */
  void places(int most) {
    maxInFlight = most;
  }

  PendingCall add(
      PendingCall.Origin origin,
      String method,
      Duration timeout,
      @Nullable Consumer<Envelope> onProgress,
      @Nullable InputHandler inputs) {
    long now = clock.nanoTime();
    var call = new PendingCall(
        origin, ids.incrementAndGet(), method, now, now + nanosOf(timeout), onProgress, inputs);
    calls.put(call.id(), call);
    watch(call.deadline());
    String closed = closedReason;
    if (closed != null) {
      call.end(closedOutcome(closed));
    }
    return call;
  }

  /** The server did something odd, which may be why a call gets no answer. */
  void saw(String what) {
    lastSight = new Sight(what, clock.nanoTime());
  }

  void remove(PendingCall call) {
    if (call.isOfClient() && call.isAbandoned()) {
      abandoned.add(call);
    }
    calls.remove(call.id(), call);
  }

  /** An answer has come that nobody waits for any more. */
  void late(long id) {
    lateAnswers.increment();
    abandoned.answered(id);
  }

  /** The clients' calls that are not answered, by what was received when. */
  Backlog backlog(long lastReceived, Duration patience) {
    var count = new Backlog.Count(clock.nanoTime(), lastReceived, patience);
    abandoned.countInto(count);
    for (PendingCall call : calls.values()) {
      if (call.isOfClient()) {
        count.add(call.began(), call.deadline());
      }
    }
    return count.done(lateAnswers.sum());
  }

  Optional<PendingCall> find(long id) {
    return Optional.ofNullable(calls.get(id));
  }

  /** Whether a call with this id has been made, even if it has ended. */
  boolean issued(RequestId id) {
    return id instanceof RequestId.Numeric number
        && number.value() > 0
        && number.value() <= ids.get();
  }

  /** The call that the thread is sending, if it is; over HTTP answers arrive on that thread. */
  Optional<PendingCall> sentBy(Thread thread) {
    return calls.values().stream().filter(call -> call.isSentBy(thread)).findFirst();
  }

  /** The one call in flight; empty if there are several or none. */
  Optional<PendingCall> only() {
    var all = calls.values().iterator();
    PendingCall first = all.hasNext() ? all.next() : null;
    return all.hasNext() ? Optional.empty() : Optional.ofNullable(first);
  }

  /** The one call of a client in flight; empty if there are several or none. */
  Optional<PendingCall> onlyOfClients() {
    var ofClients =
        calls.values().stream().filter(PendingCall::isOfClient).limit(2).toList();
    return ofClients.size() == 1 ? Optional.of(ofClients.getFirst()) : Optional.empty();
  }

  /** The newest of the clients' calls in flight. */
  Optional<PendingCall> newest() {
    return calls.values().stream()
        .filter(PendingCall::isOfClient)
        .max(Comparator.comparingLong(PendingCall::id));
  }

  /** The client of a call is being asked: the call's time stands still. */
  void askingBegan(PendingCall call) {
    call.askingBegan(clock.nanoTime());
  }

  /** The client of a call has been asked: the call's time goes on. */
  void askingEnded(PendingCall call) {
    if (call.askingEnded(clock.nanoTime()) && call.ended().isEmpty()) {
      watch(call.deadline());
    }
  }

  /** Fails every call, now and later. */
  void close(String reason) {
    closedReason = reason;
    calls.values().forEach(call -> call.end(closedOutcome(reason)));
    arming.lock();
    try {
      Alarm set = alarm;
      if (set != null) {
        set.timer().cancel();
        alarm = null;
      }
    } finally {
      arming.unlock();
    }
  }

  private static Outcome closedOutcome(String reason) {
    return new Outcome.Failed(ErrorCode.CHANNEL_FAILED, "the connection has ended: " + reason);
  }

  // A call is in the table before it looks at the alarm, and ring() clears the alarm before it
  // looks
  // at the table: so either the call sees no alarm and sets one, or ring() sees the call.
  private void watch(long deadline) {
    Alarm set = alarm;
    if (set != null && deadline - set.due() >= 0) {
      return;
    }
    arming.lock();
    try {
      set = alarm;
      if (set != null && deadline - set.due() >= 0) {
        return;
      }
      if (set != null) {
        set.timer().cancel();
      }
      Duration wait = Duration.ofNanos(Math.max(0, deadline - clock.nanoTime()));
      alarm = new Alarm(deadline, clock.schedule(wait, this::ring));
    } finally {
      arming.unlock();
    }
  }

  private void ring() {
    arming.lock();
    try {
      alarm = null;
    } finally {
      arming.unlock();
    }
    long now = clock.nanoTime();
    PendingCall next = null;
    for (PendingCall call : calls.values()) {
      if (call.isAsking()) {
        continue; // its time goes on later, and is watched again then
      }
      if (call.deadline() - now <= 0) {
        call.end(new Outcome.Failed(ErrorCode.TIMEOUT, unanswered(call)));
      } else if (next == null || call.deadline() - next.deadline() < 0) {
        next = call;
      }
    }
    if (next != null) {
      watch(next.deadline());
    }
  }

  private String unanswered(PendingCall call) {
    String text = call.method() + " was not answered within its time limit";
    Sight sight = lastSight;
    return sight != null && sight.time() - call.began() >= 0
        ? text + "; meanwhile: " + sight.what()
        : text;
  }

  private static long nanosOf(Duration timeout) {
    // half the range, so that differences of deadlines never overflow
    return timeout.toSeconds() >= Long.MAX_VALUE / 2_000_000_000L
        ? Long.MAX_VALUE / 2
        : Math.max(0, timeout.toNanos());
  }
}
