package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.gateway.ToolResult;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.mcp.Prompt;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.core.catalog.MergedCatalog;
import io.mcpmanager.core.catalog.TypedReader;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonSyntaxException;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A client inside this program. It takes the way of every client and reads the answers for the host. */
final class LocalClient implements GatewayClient {

  private static final int MAX_PAGES = 1_000;
  private static final byte[] PROGRESS = "{\"progressToken\":0}".getBytes(UTF_8);

  private final Session session;
  private final Fleet fleet;
  private final Directory directory;
  private final AtomicLong ids = new AtomicLong();

  LocalClient(Session session, Fleet fleet, Directory directory) {
    this.session = session;
    this.fleet = fleet;
    this.directory = directory;
  }

  @Override
  public List<Tool> tools() throws InterruptedException {
    return list(ListKind.TOOLS, item -> {
      Origin origin = origin(ListKind.TOOLS, item.textOr("name", ""));
      return item.tool(item.textOr("name", ""), origin.server(), origin.name());
    });
  }

  @Override
  public List<Prompt> prompts() throws InterruptedException {
    return list(ListKind.PROMPTS, item -> {
      Origin origin = origin(ListKind.PROMPTS, item.textOr("name", ""));
      return item.prompt(item.textOr("name", ""), origin.server(), origin.name());
    });
  }

  @Override
  public List<Resource> resources() throws InterruptedException {
    return list(
        ListKind.RESOURCES,
        item -> item.resource(origin(ListKind.RESOURCES, item.textOr("uri", "")).server()));
  }

  @Override
  public List<Resource> resourceTemplates() throws InterruptedException {
    return list(
        ListKind.TEMPLATES,
        item -> item.resource(
            origin(ListKind.TEMPLATES, item.textOr("uriTemplate", "")).server()));
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    byte[] arguments = checkedObject(call.arguments(), "arguments");
    Consumer<ToolCall.Progress> onProgress = call.onProgress();
    MessageSink related = onProgress == null ? MessageSink.NONE : progressTo(onProgress);
    byte[] json = Messages.toolCall(call.tool(), arguments, onProgress == null ? null : PROGRESS);
    return TypedReader.of(exchange("tools/call", json, related, call.timeout())).toolResult();
  }

  @Override
  public Json request(String method, Json params) throws InterruptedException {
    byte[] result = exchange(method, checkedObject(params, "params"), MessageSink.NONE, null);
    return Json.of(new String(result, UTF_8));
  }

  @Override
  public void close() {
    session.close();
  }

  private byte[] exchange(
      String method, byte @Nullable [] params, MessageSink related, @Nullable Duration timeout)
      throws InterruptedException {
    byte[] message = Messages.request(RequestId.of(ids.incrementAndGet()), method, params);
    if (method.equals("ping")) {
      return "{}".getBytes(UTF_8);
    }
    return switch (session.call(Envelope.read(message), related, timeout)) {
      case Reply.Upstream upstream -> result(edited(upstream));
      case Reply.Result result -> result.json();
      case Reply.Refusal refusal ->
        throw new McpManagerException(
            refusal.why() == null ? ErrorCode.VALIDATION_FAILED : refusal.why(), refusal.message());
      case Reply.None ignored ->
        throw new McpManagerException(
            ErrorCode.SESSION_NOT_FOUND, "the client was closed while it waited for " + method);
    };
  }

  private static Envelope edited(Reply.Upstream upstream) {
    var splice = Splice.of(upstream.answer());
    upstream.edit(splice);
    return splice.isEmpty() ? upstream.answer() : Envelope.read(splice.apply());
  }

  private static byte[] result(Envelope answer) {
    if (answer.kind() == Envelope.Kind.RESPONSE) {
      return answer.span(Member.RESULT).orElseThrow().copyFrom(answer.bytes());
    }
    String code = answer
        .span(Member.ERROR_CODE)
        .map(span -> new String(answer.bytes(), span.start(), span.length(), UTF_8) + ": ")
        .orElse("");
    throw new McpManagerException(
        ErrorCode.UPSTREAM_ERROR,
        "the server answered with error " + code
            + answer.text(Member.ERROR_MESSAGE).orElse(""));
  }

  private <T> List<T> list(ListKind kind, Function<TypedReader, T> read)
      throws InterruptedException {
    var all = new ArrayList<T>();
    String cursor = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      byte[] params = cursor == null
          ? null
          : ("{\"cursor\":" + new String(JsonText.quote(cursor), UTF_8) + "}").getBytes(UTF_8);
      var result = TypedReader.of(exchange(kind.method(), params, MessageSink.NONE, null));
      result.items(kind.member()).forEach(item -> all.add(read.apply(item)));
      cursor = result.text("nextCursor");
      if (cursor == null) {
        break;
      }
    }
    return all;
  }

  /** Whose an item is and what it is called there. */
  private record Origin(String server, String name) {}

  private Origin origin(ListKind kind, String name) {
    return switch (session.scope()) {
      case Scope.OneServer one -> new Origin(one.name(), name);
      case Scope.All ignored -> {
        Optional<MergedCatalog.Route> route = fleet.merged(session.tenant()).route(kind, name);
        String server =
            route.flatMap(r -> directory.byId(r.server())).map(Server::name).orElse("");
        yield new Origin(server, route.map(MergedCatalog.Route::name).orElse(name));
      }
    };
  }

  private static MessageSink progressTo(Consumer<ToolCall.Progress> listener) {
    return message -> {
      Envelope read = Envelope.read(message);
      if (read.kind() == Envelope.Kind.NOTIFICATION
          && read.method().equals("notifications/progress")) {
        read.span(Member.PARAMS)
            .flatMap(params -> new TypedReader(message, params).progress())
            .ifPresent(listener);
      }
    };
  }

  private static byte[] checkedObject(Json json, String what) {
    byte[] bytes = json.text().strip().getBytes(UTF_8);
    try {
      JsonText.check(bytes);
    } catch (JsonSyntaxException e) {
      throw new McpManagerException(
          ErrorCode.MALFORMED_INPUT, what + " must be JSON: " + e.getMessage(), e);
    }
    if (!JsonText.isObject(bytes, new Span(0, bytes.length))) {
      throw new McpManagerException(ErrorCode.MALFORMED_INPUT, what + " must be a JSON object");
    }
    return bytes;
  }
}
