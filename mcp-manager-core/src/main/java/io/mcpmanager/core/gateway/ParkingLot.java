package io.mcpmanager.core.gateway;

import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Calls that wait for their clients to come again. So many at most, and for so long; what is not fetched is ended. */
final class ParkingLot implements AutoCloseable {

  /** How long a client may take to come again. */
  static final Duration LIFE = Duration.ofMinutes(10);

  private record Place(LongCall call, ManagerClock.Timer timer) {}

  private final ManagerClock clock;
  private final IdSource ids;
  private final Semaphore free;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private volatile boolean closed;

  ParkingLot(ManagerClock clock, IdSource ids, int most) {
    this.clock = clock;
    this.ids = ids;
    this.free = new Semaphore(most);
  }

  /** Keeps a call; the name it can be fetched with once, or empty if there is no room. */
  Optional<String> park(LongCall call) {
    if (closed || !free.tryAcquire()) {
      return Optional.empty();
    }
    String name = ids.nextSecret();
    ManagerClock.Timer timer = clock.schedule(
        LIFE, () -> take(name).ifPresent(late -> late.abandon("the client did not come again")));
    places.put(name, new Place(call, timer));
    if (closed) {
      close();
    }
    return Optional.of(name);
  }

  /** Fetches a call; empty if it is not there, or not there any more. */
  Optional<LongCall> take(String name) {
    Place place = places.remove(name);
    if (place == null) {
      return Optional.empty();
    }
    free.release();
    place.timer().cancel();
    return Optional.of(place.call());
  }

  /** Ends all calls. Idempotent. */
  @Override
  public void close() {
    closed = true;
    List.copyOf(places.keySet())
        .forEach(name -> take(name).ifPresent(call -> call.abandon("the gateway is closing")));
  }
}
