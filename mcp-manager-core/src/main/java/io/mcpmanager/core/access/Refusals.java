package io.mcpmanager.core.access;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses credentials that are not valid. The first one from an address is told and written to the trail, further ones of
 * the same kind once a minute: a program that tries again and again must not fill the disk. Thread-safe.
 */
final class Refusals {

  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final int MAX_ENTRIES = 10_000;

  private record From(String method, String reason, String address) {}

  private record Told(Instant at, long since) {}

  private final Ledger ledger;
  private final ManagerClock clock;
  private final ConcurrentHashMap<From, Told> told = new ConcurrentHashMap<>();

  Refusals(Ledger ledger, ManagerClock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** What to throw for a credential that is not valid; the same words whatever is wrong with it. */
  McpManagerException notValid(String method, String address) {
    told(method, "not valid", address);
    return new McpManagerException(
        ErrorCode.UNAUTHENTICATED, "the credential is not valid (any more)");
  }

  /** Tells of a refusal, unless that has just been done. */
  void told(String method, String reason, String address) {
    Instant now = clock.now();
    if (told.size() >= MAX_ENTRIES) {
      told.values().removeIf(one -> !one.at().plus(QUIET).isAfter(now));
    }
    var from = new From(method, reason, told.size() >= MAX_ENTRIES ? "" : address);
    long[] times = {0};
    Told ignored = told.compute(from, (key, former) -> {
      if (former != null && former.at().plus(QUIET).isAfter(now)) {
        return new Told(former.at(), former.since() + 1);
      }
      times[0] = 1 + (former == null ? 0 : former.since());
      return new Told(now, 0);
    });
    if (times[0] > 0) {
      ledger.failed(
          "",
          "",
          method,
          reason + (times[0] > 1 ? " (" + times[0] + " times since last told)" : ""),
          address);
    }
  }
}
