package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs and samples of deleted servers. Nobody sees them from the moment their server is gone; their rows go little by
 * little, so that other writes do not wait for them. What is left when the process ends goes when the store is opened
 * next. Thread-safe.
 */
final class Deletions implements AutoCloseable {

  /** Rows that go in one step. */
  static final int STEP = 2000;

  private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Writer writer;
  private final Set<ServerId> hidden = ConcurrentHashMap.newKeySet();
  private final ExecutorService sweeper = Executors.newSingleThreadExecutor(
      Thread.ofVirtual().name("mcp-store-sweeper").factory());
  private volatile boolean closed;

  Deletions(Writer writer) {
    this.writer = writer;
  }

  /** Whether no server is hidden. */
  boolean isEmpty() {
    return hidden.isEmpty();
  }

  /** Whether the server has been deleted, and not been created again. */
  boolean hides(ServerId server) {
    return hidden.contains(server);
  }

  /** Finds what is left of servers that were deleted before the store was opened. */
  void resume(Readers readers) {
    Set<ServerId> orphans = new HashSet<>(readers.read(SqliteLogs::orphans));
    orphans.addAll(readers.read(SqliteSamples::orphans));
    orphans.forEach(this::hide);
  }

  /** Deletes, within a transaction, what is left of a server whose id another one has now. */
  void beforeShowing(Handle handle, ServerId server, boolean deletedNow) {
    if (deletedNow || hides(server)) {
      while (sweep(handle, server)) {
        // there is more
      }
    }
  }

  /** These changes are on the disk. Called by the writer, in the order of commits. */
  void committed(List<StoreChange> changes) {
    for (StoreChange change : changes) {
      switch (change) {
        case StoreChange.DeleteServer delete -> hide(delete.id());
        case StoreChange.PutServer put -> hidden.remove(put.server().id());
        case StoreChange.AppendEvent ignored -> {}
        case StoreChange.PutSession ignored -> {}
        case StoreChange.PutDocument ignored -> {}
        case StoreChange.DeleteDocument ignored -> {}
        case StoreChange.DeleteSession ignored -> {}
        case StoreChange.AppendAudit ignored -> {}
        case StoreChange.EraseAudit ignored -> {}
        case StoreChange.CutAudit ignored -> {}
      }
    }
  }

  private void hide(ServerId server) {
    if (hidden.add(server)) {
      try {
        sweeper.execute(() -> sweep(server));
      } catch (RejectedExecutionException e) {
        // closed: the next to open the store goes on
      }
    }
  }

  private void sweep(ServerId server) {
    try {
      boolean more = true;
      while (more && !closed) {
        // the writer decides: it may have created the server again meanwhile
        more = writer.relaxed(handle -> hides(server) && sweep(handle, server));
      }
    } catch (StoreException e) {
      if (!closed) {
        LOG.atWarn()
            .addKeyValue("server", server)
            .addKeyValue("error", e.getMessage())
            .log("what is left of a deleted server stays until the store is opened next");
      }
    }
  }

  /** Whether there may be more. */
  private static boolean sweep(Handle handle, ServerId server) {
    return SqliteLogs.deleteSome(handle, server, STEP) == STEP
        || SqliteSamples.deleteSome(handle, server, STEP) == STEP;
  }

  @Override
  public void close() {
    closed = true;
    sweeper.shutdown();
    try {
      if (!sweeper.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the sweeper of the store did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
