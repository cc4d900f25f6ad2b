package io.mcpmanager.core.audit;

import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops an anchor for each trail that has grown: every hour, after every 1000 entries, and when the manager ends. The
 * store keeps them, and so does a file if there is one.
 */
final class Anchors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int ENTRIES = 1000;

  private final @Nullable AnchorFile file;
  private final ManagerClock clock;
  private @Nullable Appender appender;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  /** How many commits each trail has grown by since its last anchor. */
  private final Map<String, Integer> grown = new HashMap<>();

  private ManagerClock.@Nullable Timer timer;
  private boolean busy;
  private boolean closed;

  Anchors(@Nullable AnchorFile file, ManagerClock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Through which anchors are written; called once, before anything else. */
  void use(Appender newAppender) {
    appender = newAppender;
  }

  /** Called on the thread that writes, so it must not wait for it. */
  void grown(Map<String, Integer> entries) {
    lock.lock();
    try {
      boolean many = false;
      for (Map.Entry<String, Integer> one : entries.entrySet()) {
        many |= grown.merge(one.getKey(), one.getValue(), Integer::sum) >= ENTRIES;
      }
      if (closed) {
        return;
      }
      if (many && !busy) {
        cancel();
        timer = clock.schedule(Duration.ZERO, this::drop);
      } else if (timer == null && !busy && !grown.isEmpty()) {
        timer = clock.schedule(PAUSE, this::drop);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Drops those that are due. */
  private void drop() {
    Set<String> due;
    lock.lock();
    try {
      timer = null;
      if (busy || grown.isEmpty()) {
        return;
      }
      busy = true;
      due = Set.copyOf(grown.keySet());
      grown.clear();
    } finally {
      lock.unlock();
    }
    try {
      drop(due);
    } catch (McpManagerException | IOException e) {
      LOG.atWarn().setCause(e).log("the audit trail could not be anchored; it will be later");
      grownAgain(due);
    } finally {
      notBusy();
    }
  }

  private void notBusy() {
    lock.lock();
    try {
      busy = false;
    } finally {
      lock.unlock();
    }
  }

  private void grownAgain(Set<String> tenants) {
    lock.lock();
    try {
      tenants.forEach(tenant -> grown.merge(tenant, 1, Integer::sum));
      if (!closed && timer == null) {
        timer = clock.schedule(PAUSE, this::drop);
      }
    } finally {
      lock.unlock();
    }
  }

  private void drop(Set<String> tenants) throws IOException {
    Appender writer = appender;
    if (writer == null) {
      return;
    }
    var dropped = new ArrayList<AuditAnchor>();
    writer.submit(plan -> {
      dropped.clear();
      for (String tenant : tenants) {
        AuditAnchor anchor = plan.anchor(tenant);
        dropped.add(anchor);
        plan.add(Marks.putAnchor(anchor));
      }
    });
    if (file != null) {
      file.append(List.copyOf(dropped));
    }
  }

  /** Every anchor of the file; none if there is none. */
  List<AuditAnchor> ofFile() {
    return file == null ? List.of() : file.read();
  }

  private void cancel() {
    ManagerClock.Timer waiting = timer;
    if (waiting != null) {
      waiting.cancel();
      timer = null;
    }
  }

  /** Drops the last ones. The appender must still be open. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      cancel();
    } finally {
      lock.unlock();
    }
    drop();
  }
}
