package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.mcp.ProtocolRevision;
import io.mcpmanager.core.translation.RequestMeta;
import io.mcpmanager.core.translation.Translation;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import io.mcpmanager.spi.OutboundMessage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Revision 2026-07-28: each request says who asks and what for, and over HTTP repeats some of that in headers. */
final class ModernEra implements Era {

  static final ProtocolRevision REVISION = ProtocolRevision.V2026_07_28;

  private static final byte[] REVISION_JSON = JsonText.quote(REVISION.text());
  private static final byte[] NOTHING = "{}".getBytes(UTF_8);
  private static final String TASKS = "io.modelcontextprotocol/tasks";

  private final ClientIdentity self;
  private final ToolHeaders tools = new ToolHeaders();

  ModernEra(ClientIdentity self) {
    this.self = self;
  }

  /** What is known of the headers that calls of tools need. */
  ToolHeaders tools() {
    return tools;
  }

  @Override
  public boolean hasSession() {
    return false;
  }

  @Override
  public OutboundMessage request(UpstreamRequest request, long id) {
    Envelope message = request.message();
    byte[] number = RequestId.of(id).toJson();
    var splice = Splice.of(message).replace(message.span(Member.ID).orElseThrow(), number);
    if (request.onProgress() != null) {
      splice.progressToken(message, number);
    }
    request.edits().accept(splice);
    introduce(message, request.client(), splice);
    byte[] body = splice.apply(message.span(Member.MESSAGE).orElseThrow());
    return new OutboundMessage(body, message.method(), true, headers(message, splice));
  }

  @Override
  public OutboundMessage own(String method, byte @Nullable [] params, long id) {
    Envelope plain = Envelope.read(Messages.request(RequestId.of(id), method, params));
    var splice = Splice.of(plain);
    RequestMeta.add(plain, splice, REVISION, info(self.name(), self.version()), NOTHING, null);
    return new OutboundMessage(splice.apply(), method, true, headers(plain, splice));
  }

  /** Says who asks; what a client of this revision says itself already stays as it is. */
  private static void introduce(Envelope message, ClientProfile client, Splice splice) {
    byte[] offered = Translation.between(client.revision(), REVISION)
        .clientCapabilities(withoutTasks(client.capabilities()));
    if (!message.has(Member.META_PROTOCOL_VERSION)) {
      RequestMeta.add(
          message,
          splice,
          REVISION,
          info(client.name(), client.version()),
          offered,
          client.logLevel());
      return;
    }
    if (!says(message, Member.META_PROTOCOL_VERSION, REVISION_JSON)) {
      splice.meta(message, "io.modelcontextprotocol/protocolVersion", REVISION_JSON);
    }
    if (!says(message, Member.META_CLIENT_CAPABILITIES, offered)) {
      splice.meta(message, "io.modelcontextprotocol/clientCapabilities", offered);
    }
  }

  private static boolean says(Envelope message, Member member, byte[] json) {
    Optional<Span> said = message.span(member);
    return said.isPresent()
        && Arrays.equals(
            message.bytes(), said.get().start(), said.get().end(), json, 0, json.length);
  }

  /** The gateway does not carry tasks, so nobody is to make any. */
  private static byte[] withoutTasks(byte[] capabilities) {
    var whole = new Span(0, capabilities.length);
    return JsonText.member(capabilities, whole, "extensions")
        .filter(extensions -> JsonText.isObject(capabilities, extensions))
        .map(extensions -> Splice.of(capabilities).remove(extensions, TASKS).apply())
        .orElse(capabilities);
  }

  private Map<String, String> headers(Envelope message, Splice splice) {
    String method = message.method();
    var headers = new LinkedHashMap<String, String>();
    headers.put("MCP-Protocol-Version", REVISION.text());
    headers.put("Mcp-Method", HeaderText.of(method));
    switch (method) {
      case "tools/call" -> {
        Optional<String> name = after(message, Member.NAME, splice);
        name.ifPresent(text -> headers.put("Mcp-Name", HeaderText.of(text)));
        name.ifPresent(text -> tools.addTo(headers, text, message));
      }
      case "prompts/get" ->
        after(message, Member.NAME, splice)
            .ifPresent(name -> headers.put("Mcp-Name", HeaderText.of(name)));
      case "resources/read" ->
        after(message, Member.URI, splice)
            .ifPresent(uri -> headers.put("Mcp-Name", HeaderText.of(uri)));
      default -> {
        // no other method has a name
      }
    }
    return headers;
  }

  /** A text as the server gets it, which the edits may have changed. */
  private static Optional<String> after(Envelope message, Member member, Splice splice) {
    return message.span(member).flatMap(span -> splice
        .replacement(span)
        .map(json -> JsonText.decode(json, new Span(0, json.length)))
        .or(() -> message.text(member)));
  }

  private static byte[] info(String name, String version) {
    return ("{\"name\":" + quoted(name) + ",\"version\":" + quoted(version) + "}").getBytes(UTF_8);
  }

  private static String quoted(String text) {
    return new String(JsonText.quote(text), UTF_8);
  }
}
