package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.Life;
import io.mcpmanager.core.lifecycle.Sibling;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of one client to an instance of its own, while it is opened, open, or ended. Thread-safe. */
final class OwnConnection {

  private static final Logger LOG = LoggerFactory.getLogger(OwnConnection.class);

  /** Whose it is. */
  sealed interface Owner {}

  /** A client's with a session, for all its calls. */
  record OfSession(String session) implements Owner {}

  /** Of clients without one, lent to one call after the other if they come from the same principal and offer the same. */
  record OfPrincipal(String tenant, Principal principal, String capabilities) implements Owner {

    static OfPrincipal of(ClientCall call) {
      return new OfPrincipal(
          call.context().tenant(),
          call.context().principal(),
          new String(call.client().capabilities(), UTF_8));
    }
  }

  /** What has been opened. */
  record Opened(LiveConnection connection, Sibling sibling) {}

  /** Launches an instance and shakes hands with it. */
  @FunctionalInterface
  interface Opener {
    Opened open(Owner owner, Fleet.Live live, ClientProfile client) throws InterruptedException;
  }

  private final Owner owner;
  private final Fleet.Live live;
  private final ManagerClock clock;
  private final Consumer<OwnConnection> onEnd;
  private final CompletableFuture<LiveConnection> opening = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock(); // guards everything below
  private @Nullable Opened opened;
  private int users;
  private long lastUsed;
  private boolean retired;
  private boolean closed;

  /**
   * One that is not opened yet.
   *
   * @param live the server's own instance and connection
   * @param onEnd is told once when it has ended
   */
  OwnConnection(Owner owner, Fleet.Live live, ManagerClock clock, Consumer<OwnConnection> onEnd) {
    this.owner = owner;
    this.live = live;
    this.clock = clock;
    this.onEnd = onEnd;
    this.lastUsed = clock.nanoTime();
  }

  Owner owner() {
    return owner;
  }

  ServerId server() {
    return live.server().id();
  }

  /** Whether its instance belongs to this life of the server. */
  boolean isOf(Life elder) {
    return live.connection().life().equals(elder);
  }

  /** The connection, if it is open. */
  Optional<LiveConnection> opened() {
    return closed() ? Optional.empty() : Optional.ofNullable(opening.getNow(null));
  }

  /** Opens it on a thread of its own, so that a caller that goes away takes nothing from the others. */
  void open(Opener opener, ClientProfile client) {
    Thread.ofVirtual().name("mcp-own-connection").start(() -> {
      try {
        Opened fresh = opener.open(owner, live, client);
        if (!keep(fresh)) {
          end(fresh);
          throw new McpManagerException(
              ErrorCode.CHANNEL_FAILED, "the client's own connection has ended already");
        }
        var ignored = fresh.connection().closed().thenRun(this::close);
        opening.complete(fresh.connection());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail(new McpManagerException(ErrorCode.SHUTTING_DOWN, "the manager is stopping"));
      } catch (McpManagerException e) {
        fail(e);
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a client's own connection failed unexpectedly");
        fail(new McpManagerException(ErrorCode.INTERNAL_ERROR, "failed unexpectedly", e));
      }
    });
  }

  /** Takes it for a call; false if it has ended, or if that is asked for and somebody else uses it. */
  boolean take(boolean alone) {
    lock.lock();
    try {
      if (closed || retired || (alone && users > 0)) {
        return false;
      }
      users++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits, for whoever has taken it, until it is open. */
  Lease await(Duration limit) throws InterruptedException {
    try {
      LiveConnection connection = opening.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Lent(connection);
    } catch (TimeoutException e) {
      throw new McpManagerException(ErrorCode.TIMEOUT, "it did not answer within " + limit, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof McpManagerException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** A call that has taken it is over. */
  void release() {
    lock.lock();
    try {
      users--;
      lastUsed = clock.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody take it any more, unless somebody uses it or has used it since; true if that was done. */
  boolean retire(long before) {
    lock.lock();
    try {
      retired |= users == 0 && lastUsed - before <= 0;
      return retired;
    } finally {
      lock.unlock();
    }
  }

  /** When it was last used, in the clock's nanoseconds. */
  long lastUsed() {
    lock.lock();
    try {
      return lastUsed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends connection and instance. Idempotent. */
  void close() {
    Opened open;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      open = opened;
    } finally {
      lock.unlock();
    }
    onEnd.accept(this);
    if (open != null) {
      end(open);
    }
  }

  private boolean keep(Opened fresh) {
    lock.lock();
    try {
      opened = fresh;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void fail(McpManagerException why) {
    close();
    opening.completeExceptionally(why);
  }

  /** Its use for one call, by the call's thread. */
  private final class Lent implements Lease {

    private final LiveConnection connection;
    private boolean answered;

    Lent(LiveConnection connection) {
      this.connection = connection;
    }

    @Override
    public LiveConnection connection() {
      return connection;
    }

    @Override
    public void answered() {
      answered = true;
    }

    @Override
    public void close() {
      if (!answered && owner instanceof OfPrincipal) {
        OwnConnection.this.close();
      }
      release();
    }
  }

  private static void end(Opened open) {
    open.connection().close();
    open.sibling().close();
  }
}
