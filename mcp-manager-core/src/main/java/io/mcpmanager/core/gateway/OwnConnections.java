package io.mcpmanager.core.gateway;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.GatewayOptions;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Connections that belong to one client each, to instances of their own: that is how what a server asks, remembers and
 * tells of its own accord reaches the client meant and no other. A client with a session keeps its connection to a server
 * until the session ends or has not used it for a while; one without borrows a connection for each call. Thread-safe.
 */
final class OwnConnections implements AutoCloseable {

  static final Duration IDLE = Duration.ofMinutes(10);
  private static final Duration SWEEP = Duration.ofMinutes(1);

  private final OwnConnection.Opener opener;
  private final ManagerClock clock;
  private final Predicate<OwnConnection> isHeld;
  private final List<OwnConnection> all = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock(); // guards additions and what follows
  private ManagerClock.@Nullable Timer sweep;
  private boolean closed;

  /**
   * None yet.
   *
   * @param isHeld whether one must not end although nothing uses it
   */
  OwnConnections(OwnConnection.Opener opener, ManagerClock clock, Predicate<OwnConnection> isHeld) {
    this.opener = opener;
    this.clock = clock;
    this.isHeld = isHeld;
  }

  /**
   * The connection a call takes: the one that all share, or one of the client's own, which is opened if need be.
   *
   * @throws McpManagerException with LIMIT_REACHED if there are too many already, or why none could be opened
   */
  Lease lease(ClientCall call, Fleet.Live live) throws InterruptedException {
    return needsOwn(call, live)
        ? lease(owner(call), call.client(), live)
        : live.connection().shared();
  }

  /** The same for a client that needs one of its own in any case. */
  Lease lease(OwnConnection.Owner owner, ClientProfile client, Fleet.Live live)
      throws InterruptedException {
    OwnConnection taken = take(owner, client, live);
    boolean done = false;
    try {
      // the launch and the handshake have as much time each
      Duration limit = live.server().definition().settings().startTimeout().multipliedBy(2);
      Lease lease = taken.await(limit);
      done = true;
      return lease;
    } catch (McpManagerException e) {
      throw new McpManagerException(
          e.code(),
          "server '" + live.server().name() + "', an instance of the client's own: "
              + e.getMessage(),
          live.server().id(),
          e);
    } finally {
      if (!done) {
        taken.release();
      }
    }
  }

  /** The connection of a session's own to a server, if it is open. */
  Optional<LiveConnection> of(String session, ServerId server) {
    return ofSession(session)
        .filter(own -> own.server().equals(server))
        .flatMap(own -> own.opened().stream())
        .findFirst();
  }

  /** All of a session's own that are open. */
  List<LiveConnection> of(String session) {
    return ofSession(session).flatMap(own -> own.opened().stream()).toList();
  }

  /** A session is over. */
  void ended(String session) {
    ofSession(session).forEach(OwnConnection::close);
  }

  /** What somebody passes to a server has changed: what was opened with it ends. */
  void changed(ServerId server, Predicate<OwnConnection.Owner> whose) {
    all.stream()
        .filter(own -> own.server().equals(server) && whose.test(own.owner()))
        .forEach(OwnConnection::close);
  }

  /** Ends all. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (sweep != null) {
        sweep.cancel();
        sweep = null;
      }
    } finally {
      lock.unlock();
    }
    all.forEach(OwnConnection::close);
  }

  private Stream<OwnConnection> ofSession(String session) {
    var owner = new OwnConnection.OfSession(session);
    return all.stream().filter(own -> own.owner().equals(owner));
  }

  private static boolean needsOwn(ClientCall call, Fleet.Live live) {
    if (live.connection().usesCredentials()) {
      return true;
    }
    GatewayOptions options = live.server().definition().settings().gateway();
    if (!live.connection().greeting().revision().hasHandshake()) {
      return false; // servers without sessions keep nothing by connection
    }
    return switch (options.isolation()) {
      case SHARED -> false;
      case AUTO -> call.inputs() != null && mayBeAsked(call);
      case SESSION -> true;
    };
  }

  /** Whether the server may ask while it works on this; whoever has a session does everything over one connection. */
  private static boolean mayBeAsked(ClientCall call) {
    return hasSession(call.client())
        || switch (call.method()) {
          case "tools/call", "prompts/get", "resources/read" -> call.client().canBeAsked();
          default -> false;
        };
  }

  private static OwnConnection.Owner owner(ClientCall call) {
    return hasSession(call.client())
        ? new OwnConnection.OfSession(call.session())
        : OwnConnection.OfPrincipal.of(call);
  }

  private static boolean hasSession(ClientProfile client) {
    return client.revision().hasHandshake();
  }

  private OwnConnection take(OwnConnection.Owner owner, ClientProfile client, Fleet.Live live) {
    boolean alone = owner instanceof OwnConnection.OfPrincipal;
    var stale = new ArrayList<OwnConnection>();
    OwnConnection fresh;
    lock.lock();
    try {
      if (closed) {
        throw new McpManagerException(ErrorCode.SHUTTING_DOWN, "the gateway is closing");
      }
      ServerId server = live.server().id();
      List<OwnConnection> here =
          all.stream().filter(own -> own.server().equals(server)).toList();
      int count = 0;
      for (OwnConnection own : here) {
        if (!own.isOf(live.connection().life())) {
          stale.add(own);
        } else if (own.owner().equals(owner) && own.take(alone)) {
          return own;
        } else {
          count++;
        }
      }
      int most = live.server().definition().settings().gateway().maxIsolated();
      if (count >= most) {
        stale.add(spare(here).orElseThrow(() -> tooMany(live.server(), most)));
      }
      fresh = new OwnConnection(owner, live, clock, all::remove);
      var ignored = fresh.take(alone);
      all.add(fresh);
      if (sweep == null) {
        sweep = clock.schedule(SWEEP, this::sweep);
      }
    } finally {
      lock.unlock();
      stale.forEach(OwnConnection::close);
    }
    fresh.open(opener, client);
    return fresh;
  }

  /** One that nothing uses and that has waited longest; those that remember nothing go first. */
  private Optional<OwnConnection> spare(List<OwnConnection> here) {
    return here.stream()
        .sorted(Comparator.<OwnConnection>comparingInt(
                own -> own.owner() instanceof OwnConnection.OfPrincipal ? 0 : 1)
            .thenComparingLong(OwnConnection::lastUsed))
        .filter(own -> !isHeld.test(own) && own.retire(clock.nanoTime()))
        .findFirst();
  }

  private static McpManagerException tooMany(Server server, int most) {
    return new McpManagerException(
        ErrorCode.LIMIT_REACHED,
        "server '" + server.name() + "' has " + most
            + " instances for one client each, which is as many as gateway.maxIsolated allows, and all"
            + " are in use",
        server.id(),
        null);
  }

  private void sweep() {
    long before = clock.nanoTime() - IDLE.toNanos();
    for (OwnConnection own : all) {
      if (!isHeld.test(own) && own.retire(before)) {
        own.close();
      }
    }
    lock.lock();
    try {
      sweep = closed || all.isEmpty() ? null : clock.schedule(SWEEP, this::sweep);
    } finally {
      lock.unlock();
    }
  }
}
