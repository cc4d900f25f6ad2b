package io.mcpmanager.core.translation;

import static io.mcpmanager.api.mcp.ProtocolRevision.V2025_11_25;

import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.ObjectCursor;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;
import java.util.StringJoiner;

/** What servers ask clients, as clients of other revisions have to see it. */
final class Inputs {

  private static final String ELICITATION_ID = "elicitationId";

  static byte[] forClient(String method, byte[] params, String elicitationId, Pair pair) {
    return switch (method) {
      case "elicitation/create" -> elicitation(params, elicitationId, pair);
      case "sampling/createMessage" -> sampling(params, pair);
      default -> params;
    };
  }

  private static byte[] elicitation(byte[] params, String elicitationId, Pair pair) {
    Span whole = Bytes.whole(params);
    String mode = Bytes.string(params, whole, "mode").orElse("form");
    if (mode.equals("url")) {
      if (pair.client() == V2025_11_25
          && JsonText.member(params, whole, ELICITATION_ID).isEmpty()) {
        return Splice.of(params)
            .put(whole, ELICITATION_ID, JsonText.quote(elicitationId))
            .apply();
      }
      return pair.modernClientOfLegacyServer()
          ? Splice.of(params).remove(whole, ELICITATION_ID).apply()
          : params;
    }
    return pair.introduces(V2025_11_25)
        ? withoutMode(withPlainChoices(new SeveralChoices(params).asked()))
        : params;
  }

  /** Whether answers may have to be edited for the server. */
  static boolean touchAnswers(String method, Pair pair) {
    return pair.introduces(V2025_11_25) && method.equals("elicitation/create");
  }

  /** The client's answer as the server has to see it, of a method whose answers are touched. */
  static byte[] forServer(byte[] params, byte[] answer) {
    boolean form =
        Bytes.string(params, Bytes.whole(params), "mode").orElse("form").equals("form");
    return form ? new SeveralChoices(params).answered(answer) : answer;
  }

  private static byte[] withoutMode(byte[] params) {
    return Splice.of(params).remove(Bytes.whole(params), "mode").apply();
  }

  /** A choice of one among values with titles, which before 2025-11-25 had the titles in a list of their own. */
  private static byte[] withPlainChoices(byte[] params) {
    var splice = Splice.of(params);
    Optional<Span> fields = Bytes.object(params, Bytes.whole(params), "requestedSchema")
        .flatMap(schema -> Bytes.object(params, schema, "properties"));
    if (fields.isPresent()) {
      var cursor = new ObjectCursor(params, fields.get());
      while (cursor.next()) {
        Span field = cursor.value();
        if (JsonText.isObject(params, field)) {
          Bytes.array(params, field, "oneOf")
              .ifPresent(choices -> plain(params, field, choices, splice));
        }
      }
    }
    return splice.apply();
  }

  private static void plain(byte[] params, Span field, Span choices, Splice splice) {
    var values = new StringJoiner(",", "[", "]");
    var titles = new StringJoiner(",", "[", "]");
    var cursor = new ArrayCursor(params, choices);
    while (cursor.next()) {
      Span choice = cursor.element();
      Optional<String> value = JsonText.isObject(params, choice)
          ? Bytes.string(params, choice, "const")
          : Optional.empty();
      if (value.isEmpty()) {
        return; // some other schema, which is the server's to answer for
      }
      values.add(Bytes.quoted(value.get()));
      titles.add(Bytes.quoted(Bytes.string(params, choice, "title").orElse(value.get())));
    }
    splice
        .remove(field, "oneOf")
        .put(field, "enum", Bytes.of(values.toString()))
        .put(field, "enumNames", Bytes.of(titles.toString()));
  }

  private static byte[] sampling(byte[] params, Pair pair) {
    byte[] single = pair.introduces(V2025_11_25) ? singleBlocks(params) : params;
    var splice = Splice.of(single);
    new OldContent(pair).editMessages(single, Bytes.whole(single), splice);
    return splice.apply();
  }

  /** Makes several messages of one with several blocks, as there could be no more than one block before 2025-11-25. */
  private static byte[] singleBlocks(byte[] params) {
    Optional<Span> messages = Bytes.array(params, Bytes.whole(params), "messages");
    if (messages.isEmpty()) {
      return params;
    }
    var splice = Splice.of(params);
    var cursor = new ArrayCursor(params, messages.get());
    while (cursor.next()) {
      Span message = cursor.element();
      Bytes.array(params, message, "content")
          .ifPresent(blocks -> splice.replace(message, each(params, message, blocks)));
    }
    return splice.apply();
  }

  private static byte[] each(byte[] params, Span message, Span blocks) {
    var all = new StringJoiner(",");
    var cursor = new ArrayCursor(params, blocks);
    while (cursor.next()) {
      all.add(Bytes.text(Splice.of(params)
          .put(message, "content", cursor.element().copyFrom(params))
          .apply(message)));
    }
    return Bytes.of(all.toString());
  }

  private Inputs() {}
}
