package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.protocol.ServerGreeting;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All open {@code subscriptions/listen} requests of clients without a session. */
final class Listening implements AutoCloseable {

  /** Most of one principal at a time. */
  static final int MAX_OF_ONE = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

  private final Fleet fleet;
  private final Subscriptions subscriptions;
  private final Guard guard;
  private final Deliveries deliveries;
  private final Set<Listen> open = ConcurrentHashMap.newKeySet();
  private final Map<Principal, Integer> counts = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Listening(Fleet fleet, Subscriptions subscriptions, Guard guard, Deliveries deliveries) {
    this.guard = guard;
    this.deliveries = deliveries;
    this.fleet = fleet;
    this.subscriptions = subscriptions;
  }

  /** Serves a request until its client goes away, the server of its scope is deleted, or the gateway closes. */
  Reply serve(ClientCall call, View view) throws InterruptedException {
    CallContext context = call.context();
    ListenFilter filter = ListenFilter.read(call.message());
    if (!takePlace(context.principal())) {
      return new Reply.Refusal(
          Reply.INTERNAL_ERROR,
          "there are " + MAX_OF_ONE + " open subscriptions, which is as many as allowed");
    }
    var listen =
        new Listen(view, context.tenant(), call.message().id().orElseThrow(), call.related());
    try {
      Set<String> methods = honoured(view, filter);
      listen.honour(methods);
      open.add(listen);
      Set<String> uris = subscribe(call, listen, filter.uris());
      listen.acknowledge(uris);
      if (!(methods.isEmpty() && uris.isEmpty()) && !closed) {
        listen.await();
      }
    } catch (InterruptedException e) {
      // the client went away or its transport is closing, which is how a subscription ends
    } finally {
      open.remove(listen);
      subscriptions.ended(listen);
      freePlace(context.principal());
    }
    return listen.result();
  }

  void forEach(Consumer<Listen> action) {
    open.forEach(action);
  }

  /** A server is there no more; who listens to it alone has nothing more to hear. */
  void deleted(Server server) {
    open.forEach(listen -> {
      if (listen.view() instanceof OneServer && listen.view().sees(server)) {
        listen.end();
      }
    });
  }

  /** Ends all, each with its result. Idempotent. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Listen::end);
  }

  /** Of what the client asks for, what it is going to be told. */
  private static Set<String> honoured(View view, ListenFilter filter) {
    var methods = new HashSet<>(filter.methods());
    if (view instanceof OneServer one) {
      // one that does not run tells nothing, but that it has come up with other lists is told by us
      one.greeting().ifPresent(greeting -> methods.removeIf(method -> !tells(greeting, method)));
    }
    return methods;
  }

  private static boolean tells(ServerGreeting greeting, String method) {
    String capability = method.substring(method.indexOf('/') + 1, method.lastIndexOf('/'));
    return greeting.offers(capability, "listChanged");
  }

  /** The resources whose changes are going to be told: those whose servers tell of them. */
  private Set<String> subscribe(ClientCall call, Listen listen, Set<String> uris)
      throws InterruptedException {
    var honoured = new LinkedHashSet<String>();
    for (String uri : uris) {
      Optional<Fleet.Live> live = listen
          .view()
          .ownerOf(uri)
          .flatMap(server -> fleet.live(server.id()))
          .filter(found -> found.connection().greeting().offers("resources", "subscribe"));
      if (live.isPresent()
          && guard.denial(call, live.get().server(), Target.Kind.RESOURCE, uri) == null
          && isSubscribed(call, listen, uri, live.get())) {
        honoured.add(uri);
      }
    }
    return honoured;
  }

  private boolean isSubscribed(ClientCall call, Listen listen, String uri, Fleet.Live live)
      throws InterruptedException {
    Consumer<Envelope> updates = deliveries.beside(call, live.server(), listen::updated);
    try {
      subscriptions.add(
          Subscriptions.Source.shared(live.server().id()),
          live.connection().upstream(),
          uri,
          listen,
          updates::accept);
      return true;
    } catch (McpManagerException e) {
      LOG.atDebug().setCause(e).log("a server does not tell of the changes of a resource");
      return false;
    }
  }

  private boolean takePlace(Principal principal) {
    var taken = new boolean[1];
    counts.compute(principal, (key, count) -> {
      int before = count == null ? 0 : count;
      taken[0] = before < MAX_OF_ONE;
      return taken[0] ? Integer.valueOf(before + 1) : count;
    });
    return taken[0];
  }

  private void freePlace(Principal principal) {
    counts.computeIfPresent(principal, (key, count) -> count == 1 ? null : count - 1);
  }
}
