package io.mcpmanager.core.bulk;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.bulk.BulkRuns;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The runs that are known: those under way, and the last ones of each tenant that are over. No tenant takes another's place.
 * Thread-safe.
 */
final class RunRegister {

  private static final Duration KEPT = Duration.ofDays(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private boolean closed;

  /** Takes a run in and forgets what is old; refused if too many are under way. */
  void add(Run run, Instant now) {
    lock.lock();
    try {
      if (closed) {
        throw new McpManagerException(
            ErrorCode.SHUTTING_DOWN, "the manager is stopping and takes no more commands");
      }
      forgetOld(now);
      List<Run> ofTenant = runs.values().stream()
          .filter(known -> known.context().tenant().equals(run.context().tenant()))
          .toList();
      if (ofTenant.stream().filter(known -> known.finishedAt() == null).count()
          >= BulkRuns.MAX_RUNNING) {
        throw new McpManagerException(
            ErrorCode.LIMIT_REACHED,
            BulkRuns.MAX_RUNNING + " commands over many servers are under way, and no more may be");
      }
      int tooMany = ofTenant.size() - BulkRuns.MAX_KEPT + 1;
      ofTenant.stream()
          .filter(known -> known.finishedAt() != null)
          .limit(Math.max(0, tooMany))
          .forEach(known -> runs.remove(known.id()));
      runs.put(run.id(), run);
    } finally {
      lock.unlock();
    }
  }

  void remove(Run run) {
    lock.lock();
    try {
      runs.remove(run.id());
    } finally {
      lock.unlock();
    }
  }

  private void forgetOld(Instant now) {
    runs.values().removeIf(run -> {
      Instant finished = run.finishedAt();
      return finished != null && finished.plus(KEPT).isBefore(now);
    });
  }

  Optional<Run> find(CallContext context, String id, Instant now) {
    lock.lock();
    try {
      forgetOld(now);
      return Optional.ofNullable(runs.get(id))
          .filter(run -> run.context().tenant().equals(context.tenant()));
    } finally {
      lock.unlock();
    }
  }

  /** Those of a tenant, newest first. */
  List<Run> list(CallContext context, Instant now) {
    lock.lock();
    try {
      forgetOld(now);
      var found = new ArrayList<>(runs.values());
      found.removeIf(run -> !run.context().tenant().equals(context.tenant()));
      Collections.reverse(found);
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Takes in no further run; gives those that are known. */
  List<Run> close() {
    lock.lock();
    try {
      closed = true;
      return List.copyOf(runs.values());
    } finally {
      lock.unlock();
    }
  }
}
