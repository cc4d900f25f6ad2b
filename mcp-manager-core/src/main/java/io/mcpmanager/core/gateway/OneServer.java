package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.core.catalog.MergedCatalog;
import io.mcpmanager.core.protocol.ServerGreeting;
import io.mcpmanager.core.translation.Translation;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.time.Duration;
import java.util.Optional;

/** One server, as if the client were connected to it directly. */
final class OneServer implements View {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final String tenant;
  private final String name;
  private final Fleet fleet;
  private final Directory directory;
  private final Forwarder forwarder;
  private final Subscriber subscriber;
  private final ClientNotes notes;
  private final StartWatch starts;

  OneServer(
      String tenant,
      String name,
      Fleet fleet,
      Directory directory,
      Forwarder forwarder,
      Subscriber subscriber,
      ClientNotes notes,
      StartWatch starts) {
    this.tenant = tenant;
    this.name = name;
    this.fleet = fleet;
    this.directory = directory;
    this.forwarder = forwarder;
    this.subscriber = subscriber;
    this.notes = notes;
    this.starts = starts;
  }

  @Override
  public Reply initialize(CallContext context, ProtocolRevision revision)
      throws InterruptedException {
    Granted.checkSomething(context, name);
    Server server = server();
    if (fleet.live(server.id()).isEmpty() && server.state() == ServerState.STARTING) {
      Duration start = server.definition().settings().startTimeout();
      starts.await(server.id(), start.compareTo(LONGEST_WAIT) < 0 ? start : LONGEST_WAIT);
      server = server();
    }
    Server found = server;
    Fleet.Live live = fleet.live(found.id()).orElseThrow(() -> Forwarder.notRunning(found));
    ServerGreeting greeting = live.connection().greeting();
    return new Reply.Result(mirror(greeting, revision));
  }

  @Override
  public Reply request(ClientCall call) throws InterruptedException {
    String method = call.method();
    if (method.startsWith("tasks/")) {
      return Reply.unknownMethod(method); // tasks of servers are hidden
    }
    if (Subscriber.serves(method)) {
      return subscriber.serve(call, server());
    }
    return forwarder.forward(call, server());
  }

  @Override
  public void notification(Peer client, Envelope notification) throws InterruptedException {
    Optional<Fleet.Live> live =
        directory.byName(tenant, name).flatMap(server -> fleet.live(server.id()));
    if (live.isPresent() && Granted.something(client.context(), name)) {
      notes.toOne(client, live.get(), notification);
    }
  }

  @Override
  public boolean sees(Server server) {
    return server.tenant().equals(tenant) && server.name().equals(name);
  }

  @Override
  public boolean offersLogging() {
    return directory
        .byName(tenant, name)
        .flatMap(server -> fleet.live(server.id()))
        .map(live -> live.connection().greeting().offers("logging"))
        .orElse(true);
  }

  @Override
  public boolean logsByDefault(McpLevel level) {
    return level.compareTo(McpLevel.INFO) >= 0;
  }

  @Override
  public byte[] showLog(Server server, Envelope notification) {
    return notification.span(Member.MESSAGE).orElseThrow().copyFrom(notification.bytes());
  }

  @Override
  public Optional<Server> ownerOf(String uri) {
    return directory.byName(tenant, name);
  }

  @Override
  public Optional<MergedCatalog.Route> tool(String tool) {
    return directory.byName(tenant, name).map(server -> new MergedCatalog.Route(server.id(), tool));
  }

  /** What the server said about itself, if it answers now. */
  Optional<ServerGreeting> greeting() {
    return directory
        .byName(tenant, name)
        .flatMap(server -> fleet.live(server.id()))
        .map(live -> live.connection().greeting());
  }

  private Server server() {
    return directory.byName(tenant, name).orElseThrow(() -> new ServerNotFoundException(name));
  }

  /** The server's own answer, without the tasks, which are hidden. */
  private static byte[] mirror(ServerGreeting greeting, ProtocolRevision revision) {
    byte[] result = greeting.result();
    var whole = new Span(0, result.length);
    var splice = Splice.of(result).put(whole, "protocolVersion", JsonText.quote(revision.text()));
    Optional<Span> declared = JsonText.member(result, whole, "capabilities")
        .filter(span -> JsonText.isObject(result, span));
    if (declared.isPresent()) {
      byte[] capabilities = Translation.between(revision, greeting.revision())
          .serverCapabilities(declared.get().copyFrom(result));
      splice.put(whole, "capabilities", capabilities);
    }
    return splice.apply();
  }
}
