package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.core.catalog.MergedCatalog;
import io.mcpmanager.core.protocol.ClientIdentity;
import io.mcpmanager.core.protocol.ServerGreeting;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;

/** All exposed servers of a tenant as if they were one. */
final class AllServers implements View {

  private static final int MAX_INSTRUCTIONS = 16 * 1024;
  private static final Reply NO_COMPLETIONS =
      new Reply.Result("{\"completion\":{\"values\":[]}}".getBytes(UTF_8));

  private final String tenant;
  private final ClientIdentity self;
  private final Fleet fleet;
  private final Directory directory;
  private final Forwarder forwarder;
  private final Subscriber subscriber;
  private final ClientNotes notes;
  private final Guard guard;

  AllServers(
      String tenant,
      ClientIdentity self,
      Fleet fleet,
      Directory directory,
      Forwarder forwarder,
      Subscriber subscriber,
      ClientNotes notes,
      Guard guard) {
    this.guard = guard;
    this.tenant = tenant;
    this.self = self;
    this.fleet = fleet;
    this.directory = directory;
    this.forwarder = forwarder;
    this.subscriber = subscriber;
    this.notes = notes;
  }

  @Override
  public Reply initialize(CallContext context, ProtocolRevision revision) {
    var result = new StringBuilder("{\"protocolVersion\":\"")
        .append(revision.text())
        // always the same, as servers come and go while a session lasts
        .append(
            "\",\"capabilities\":{\"tools\":{\"listChanged\":true},\"prompts\":{\"listChanged\":true},")
        .append(
            "\"resources\":{\"subscribe\":true,\"listChanged\":true},\"completions\":{},\"logging\":{}},")
        .append("\"serverInfo\":{\"name\":")
        .append(quote(self.name()))
        .append(",\"version\":")
        .append(quote(self.version()))
        .append('}');
    String instructions = instructions(context);
    if (!instructions.isEmpty()) {
      result.append(",\"instructions\":").append(quote(instructions));
    }
    return new Reply.Result(result.append('}').toString().getBytes(UTF_8));
  }

  @Override
  public Reply request(ClientCall call) throws InterruptedException {
    Envelope message = call.message();
    return switch (message.method()) {
      case "tools/list" -> lists(ListKind.TOOLS, call);
      case "prompts/list" -> lists(ListKind.PROMPTS, call);
      case "resources/list" -> lists(ListKind.RESOURCES, call);
      case "resources/templates/list" -> lists(ListKind.TEMPLATES, call);
      case "tools/call" -> named(ListKind.TOOLS, "tool", call, Member.NAME);
      case "prompts/get" -> named(ListKind.PROMPTS, "prompt", call, Member.NAME);
      case "resources/read" -> read(call);
      case "resources/subscribe", "resources/unsubscribe" -> subscribe(call);
      case "completion/complete" -> complete(call);
      default -> Reply.unknownMethod(message.method());
    };
  }

  @Override
  public void notification(Peer client, Envelope notification) throws InterruptedException {
    notes.toAll(client, notification);
  }

  @Override
  public boolean sees(Server server) {
    return server.tenant().equals(tenant) && Fleet.isExposed(server);
  }

  @Override
  public boolean offersLogging() {
    return true;
  }

  @Override
  public boolean logsByDefault(McpLevel level) {
    return false; // the chatter of all servers is too much for who has not asked for it
  }

  @Override
  public byte[] showLog(Server server, Envelope notification) {
    return named(server, notification);
  }

  /** A log message that says from which server it is. */
  static byte[] named(Server server, Envelope notification) {
    byte[] bytes = notification.bytes();
    Span params = notification.span(Member.PARAMS).orElseThrow();
    String logger = JsonText.member(bytes, params, "logger")
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> server.name() + "/" + JsonText.decode(bytes, span))
        .orElse(server.name());
    return Splice.of(bytes)
        .put(params, "logger", JsonText.quote(logger))
        .apply(notification.span(Member.MESSAGE).orElseThrow());
  }

  @Override
  public Optional<MergedCatalog.Route> tool(String name) {
    return fleet.merged(tenant).route(ListKind.TOOLS, name);
  }

  private Reply lists(ListKind kind, ClientCall call) throws InterruptedException {
    return guard.around(call, null, passed -> list(kind, passed));
  }

  private Reply list(ListKind kind, ClientCall call) {
    Envelope message = call.message();
    Optional<String> cursor = message.text(Member.CURSOR);
    if (cursor.isEmpty() && message.has(Member.CURSOR)) {
      return new Reply.Refusal(Reply.INVALID_PARAMS, "params.cursor must be a string");
    }
    return fleet
        .merged(tenant)
        .page(kind, call.client().revision(), cursor.orElse(null), guard.listed(call))
        .<Reply>map(page -> new Reply.Result(page, true))
        .orElseGet(
            () -> new Reply.Refusal(Reply.INVALID_PARAMS, "params.cursor is not known here"));
  }

  private Reply named(ListKind kind, String what, ClientCall call, Member member)
      throws InterruptedException {
    Envelope message = call.message();
    Optional<String> name = message.text(member);
    if (name.isEmpty()) {
      return new Reply.Refusal(Reply.INVALID_PARAMS, "the name of a " + what + " must be given");
    }
    Optional<MergedCatalog.Route> route = fleet.merged(tenant).route(kind, name.get());
    Optional<Server> server = route.flatMap(r -> directory.byId(r.server()));
    if (route.isEmpty() || server.isEmpty()) {
      return new Reply.Refusal(Reply.INVALID_PARAMS, "unknown " + what + ": " + name.get());
    }
    String original = route.get().name();
    if (member == Member.REF_NAME && !completes(server.get().id())) {
      return NO_COMPLETIONS;
    }
    return forwarder.forward(call, server.get(), original);
  }

  private Reply read(ClientCall call) throws InterruptedException {
    Optional<String> uri = call.message().text(Member.URI);
    Optional<Server> server = uri.flatMap(this::ownerOf);
    if (server.isEmpty()) {
      return notFound(uri);
    }
    return forwarder.forward(call, server.get());
  }

  private Reply subscribe(ClientCall call) throws InterruptedException {
    Optional<String> uri = call.message().text(Member.URI);
    Optional<Server> server = uri.flatMap(this::ownerOf);
    return server.isEmpty() ? notFound(uri) : subscriber.serve(call, server.get());
  }

  private Reply complete(ClientCall call) throws InterruptedException {
    Envelope message = call.message();
    String type = message.text(Member.REF_TYPE).orElse("");
    if (type.equals("ref/prompt")) {
      return named(ListKind.PROMPTS, "prompt", call, Member.REF_NAME);
    }
    if (!type.equals("ref/resource")) {
      return new Reply.Refusal(
          Reply.INVALID_PARAMS, "params.ref.type must be ref/prompt or ref/resource");
    }
    Optional<String> uri = message.text(Member.REF_URI);
    Optional<Server> server = uri.flatMap(this::ownerOf);
    if (server.isEmpty()) {
      return notFound(uri);
    }
    return completes(server.get().id()) ? forwarder.forward(call, server.get()) : NO_COMPLETIONS;
  }

  @Override
  public Optional<Server> ownerOf(String uri) {
    return fleet.merged(tenant).owner(uri).flatMap(directory::byId);
  }

  /** Whether the server completes; one that does not run is asked, for the error it gives. */
  private boolean completes(ServerId id) {
    return fleet
        .live(id)
        .map(live -> live.connection().greeting().offers("completions"))
        .orElse(true);
  }

  private static Reply notFound(Optional<String> uri) {
    return uri.isEmpty()
        ? new Reply.Refusal(Reply.INVALID_PARAMS, "the URI of a resource must be given")
        : new Reply.Refusal(Reply.RESOURCE_NOT_FOUND, "resource not found: " + uri.get());
  }

  private String instructions(CallContext context) {
    var all = new StringBuilder();
    for (Fleet.Live live : fleet.exposed(tenant)) {
      ServerGreeting greeting = live.connection().greeting();
      if (!greeting.instructions().isBlank()
          && all.length() < MAX_INSTRUCTIONS
          && Granted.something(context, live.server().name())) {
        all.append(all.isEmpty() ? "" : "\n\n")
            .append("## ")
            .append(live.server().name())
            .append('\n')
            .append(greeting.instructions().strip());
      }
    }
    if (all.length() > MAX_INSTRUCTIONS) {
      all.setLength(MAX_INSTRUCTIONS - 1);
      all.append('…');
    }
    return all.toString();
  }

  private static String quote(String text) {
    return new String(JsonText.quote(text), UTF_8);
  }
}
