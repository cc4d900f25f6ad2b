package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.core.protocol.ClientIdentity;
import io.mcpmanager.core.translation.ResultMembers;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;
import java.util.Set;

/**
 * Adds to results what they must have since 2026-07-28: their type, who made them, and how long they may be kept. The
 * gateway lets nobody keep anything: what servers offer changes when they come and go.
 */
final class Completion {

  private static final Set<String> CACHEABLE = Set.of(
      "tools/list", "prompts/list", "resources/list", "resources/templates/list", "resources/read");
  private static final String COMPLETE = "\"resultType\":\"complete\"";
  private static final String NOT_KEPT = "\"ttlMs\":0,\"cacheScope\":\"private\"";

  private final byte[] self;

  /** Completes what the gateway itself answers. */
  Completion(ClientIdentity self) {
    this.self = self.info();
  }

  /** The reply as a client of this revision has to get it. */
  Reply complete(Reply reply, String method) {
    return switch (reply) {
      case Reply.Result result ->
        result.finished()
            ? result
            : new Reply.Result(withMembers(
                result.json(), new Span(0, result.json().length), ResultMembers.of(method, self)));
      case Reply.Upstream upstream -> complete(upstream, method);
      case Reply.Refusal refusal -> refusal;
      case Reply.None none -> none;
    };
  }

  /** The answer to {@code server/discover}, from that to {@code initialize}. */
  Reply discovered(byte[] greeting) {
    var json = new StringBuilder("{")
        .append(COMPLETE)
        .append(",\"supportedVersions\":")
        .append(SelfContained.SUPPORTED);
    member(greeting, "capabilities")
        .ifPresent(capabilities -> json.append(",\"capabilities\":").append(capabilities));
    member(greeting, "instructions")
        .ifPresent(instructions -> json.append(",\"instructions\":").append(instructions));
    json.append(',').append(NOT_KEPT);
    member(greeting, "serverInfo")
        .ifPresent(info -> json.append(",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":")
            .append(info)
            .append('}'));
    return new Reply.Result(json.append('}').toString().getBytes(UTF_8));
  }

  private static Reply complete(Reply.Upstream upstream, String method) {
    Envelope answer = upstream.answer();
    Optional<Span> result =
        answer.span(Member.RESULT).filter(span -> JsonText.isObject(answer.bytes(), span));
    if (result.isEmpty() || upstream.edits() != null || answer.has(Member.RESULT_TYPE)) {
      return upstream;
    }
    String members = COMPLETE + (CACHEABLE.contains(method) ? "," + NOT_KEPT : "");
    byte[] completed = withMembers(answer.bytes(), result.get(), members);
    return new Reply.Upstream(
        Envelope.read(Splice.of(answer).replace(result.get(), completed).apply()));
  }

  private static byte[] withMembers(byte[] bytes, Span object, String members) {
    int inside = object.start() + 1;
    byte[] added = (members + (isEmpty(bytes, object) ? "" : ",")).getBytes(UTF_8);
    return Splice.of(bytes).replace(new Span(inside, inside), added).apply(object);
  }

  private static boolean isEmpty(byte[] bytes, Span object) {
    int first = object.start() + 1;
    while (bytes[first] <= ' ') {
      first++;
    }
    return bytes[first] == '}';
  }

  private static Optional<String> member(byte[] object, String key) {
    return JsonText.member(object, new Span(0, object.length), key)
        .map(span -> new String(object, span.start(), span.length(), UTF_8));
  }
}
