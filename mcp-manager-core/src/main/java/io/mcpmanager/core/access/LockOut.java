package io.mcpmanager.core.access;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.RetryLaterException;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Slows down who guesses: after some failures the next try has to wait, each time twice as long. Counted for a name,
 * whether somebody has it or not, and for a network address. An attempt counts as failed from its beginning until it turns
 * out well, so that many at the same time are no way around. Thread-safe.
 */
final class LockOut {

  private static final int FREE_OF_NAME = 5;
  private static final int FREE_OF_ADDRESS = 20;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
  private static final Duration FORGOTTEN = Duration.ofHours(1);
  private static final int MAX_ENTRIES = 20_000;

  private record Failures(int count, Instant last) {}

  private final ManagerClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
      return size() > MAX_ENTRIES;
    }
  };

  LockOut(ManagerClock clock) {
    this.clock = clock;
  }

  /**
   * Begins an attempt.
   *
   * @throws RetryLaterException if it has to wait
   */
  void begin(String name, String address) {
    lock.lock();
    try {
      Duration wait =
          longer(wait(ofName(name), FREE_OF_NAME), wait(ofAddress(address), FREE_OF_ADDRESS));
      if (wait.isPositive()) {
        throw new RetryLaterException(
            ErrorCode.LOCKED_OUT,
            "signing in failed too often; try again in " + Math.max(1, wait.toSeconds()) + " s",
            wait);
      }
      count(ofName(name), 1);
      if (!address.isEmpty()) {
        count(ofAddress(address), 1);
      }
    } finally {
      lock.unlock();
    }
  }

  /** An attempt turned out well: the name begins anew. The address does not, or one good account were a way around. */
  void succeeded(String name, String address) {
    lock.lock();
    try {
      failures.remove(ofName(name));
      count(ofAddress(address), -1);
    } finally {
      lock.unlock();
    }
  }

  /** An attempt was neither good nor bad. */
  void undone(String name, String address) {
    lock.lock();
    try {
      count(ofName(name), -1);
      count(ofAddress(address), -1);
    } finally {
      lock.unlock();
    }
  }

  private Duration wait(String key, int free) {
    Failures former = failures.get(key);
    if (former == null || former.count() < free) {
      return Duration.ZERO;
    }
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(20, former.count() - free));
    Instant end = former.last().plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    return Duration.between(clock.now(), end);
  }

  private void count(String key, int more) {
    Instant now = clock.now();
    Failures former = failures.get(key);
    if (former == null || former.last().plus(FORGOTTEN).isBefore(now)) {
      if (more > 0) {
        failures.put(key, new Failures(more, now));
      }
    } else if (former.count() + more <= 0) {
      failures.remove(key);
    } else {
      failures.put(key, new Failures(former.count() + more, more > 0 ? now : former.last()));
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static String ofName(String name) {
    String key = Account.key(name);
    return "name " + key.substring(0, Math.min(key.length(), 64));
  }

  private static String ofAddress(String address) {
    return "address " + address;
  }
}
