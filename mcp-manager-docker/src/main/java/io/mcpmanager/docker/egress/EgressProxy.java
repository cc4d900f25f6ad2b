package io.mcpmanager.docker.egress;

import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The only way out of a container's network: an HTTP proxy that goes to allowed hosts only. It listens at the network's
 * gateway, an address of this machine that the container reaches.
 */
public final class EgressProxy implements AutoCloseable {

  private static final int BACKLOG = 64;
  private static final long PAUSE_MILLIS = 100;

  private final ServerSocket listening;
  private final EgressRules rules;
  private final Predicate<InetAddress> own;
  private final EgressLimits limits;
  private final ManagerClock clock;
  private final Refusals refusals;
  private final Semaphore free;
  private final Set<ProxyExchange> exchanges = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  private EgressProxy(
      ServerSocket listening,
      EgressRules rules,
      Predicate<InetAddress> own,
      EgressLimits limits,
      ManagerClock clock,
      Refusals refusals) {
    this.listening = listening;
    this.rules = rules;
    this.own = own;
    this.limits = limits;
    this.clock = clock;
    this.refusals = refusals;
    free = new Semaphore(limits.connections());
  }

  /**
   * Opens a proxy.
   *
   * @param at where it listens; port 0 for any
   * @param rules makes its rules, given where it listens
   * @param own whether an address is the container's; others are not served
   * @throws IOException if it can't listen there
   */
  public static EgressProxy open(
      InetSocketAddress at,
      Function<InetSocketAddress, EgressRules> rules,
      Predicate<InetAddress> own,
      EgressLimits limits,
      ManagerClock clock,
      Refusals refusals)
      throws IOException {
    var listening = new ServerSocket();
    try {
      listening.bind(at, BACKLOG);
    } catch (IOException e) {
      listening.close();
      throw e;
    }
    var address = (InetSocketAddress) listening.getLocalSocketAddress();
    var proxy = new EgressProxy(listening, rules.apply(address), own, limits, clock, refusals);
    Thread.ofVirtual().name("egress-" + address.getPort()).start(proxy::accept);
    return proxy;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  private void accept() {
    while (closed.getCount() > 0) {
      try {
        take(listening.accept());
      } catch (IOException e) {
        pause(); // closed, or out of descriptors
      }
    }
  }

  private void pause() {
    try {
      var ignored = closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Socket socket) throws IOException {
    if (!own.test(socket.getInetAddress())) {
      socket.close(); // another container, or a process of the machine: they have ways of their own
      return;
    }
    if (!free.tryAcquire()) {
      refusals.tell("the container has " + limits.connections() + " connections already");
      socket.close();
      return;
    }
    var exchange = new ProxyExchange(socket, rules, limits, clock, refusals);
    exchanges.add(exchange);
    Thread.ofVirtual().name("egress-exchange").start(() -> serve(exchange));
  }

  private void serve(ProxyExchange exchange) {
    try (exchange) {
      if (closed.getCount() > 0) {
        exchange.run();
      }
    } finally {
      exchanges.remove(exchange);
      free.release();
    }
  }

  /** Ends it and all that goes through it. Idempotent. */
  @Override
  public void close() {
    closed.countDown();
    Sockets.close(listening);
    exchanges.forEach(ProxyExchange::close);
  }
}
