package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.ObjectCursor;
import io.mcpmanager.core.wire.Span;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the rounds of one request have in common: who asks, where, for what, and with which parameters. */
final class RequestBinding {

  private static final Set<String> DIFFERENT_EACH_TIME =
      Set.of("_meta", "inputResponses", "requestState");

  /** A digest; the order of parameters and the space between them do not matter. */
  static byte[] of(CallContext context, Scope scope, Envelope request) {
    MessageDigest digest = sha256();
    add(digest, context.tenant().getBytes(UTF_8));
    add(digest, context.principal().id().getBytes(UTF_8));
    add(digest, scope.text().getBytes(UTF_8));
    add(digest, request.method().getBytes(UTF_8));
    byte[] bytes = request.bytes();
    Optional<Span> params =
        request.span(Member.PARAMS).filter(span -> JsonText.isObject(bytes, span));
    if (params.isPresent()) {
      Map<String, Span> sorted = new TreeMap<>();
      var cursor = new ObjectCursor(bytes, params.get());
      while (cursor.next()) {
        String key = cursor.key();
        if (!DIFFERENT_EACH_TIME.contains(key)) {
          sorted.put(key, cursor.value());
        }
      }
      sorted.forEach((key, value) -> {
        add(digest, key.getBytes(UTF_8));
        add(digest, dense(bytes, value));
      });
    }
    return digest.digest();
  }

  /** The value without the space between its tokens. */
  private static byte[] dense(byte[] bytes, Span value) {
    var dense = new ByteArrayOutputStream(value.length());
    boolean text = false;
    for (int i = value.start(); i < value.end(); i++) {
      byte b = bytes[i];
      if (text && b == '\\') {
        dense.write(b);
        i++;
        b = bytes[i];
      } else if (b == '"') {
        text = !text;
      }
      if (text || b > ' ' || b < 0) {
        dense.write(b);
      }
    }
    return dense.toByteArray();
  }

  /** With its length, so that what is added next can't be taken for a part of it. */
  private static void add(MessageDigest digest, byte[] part) {
    digest.update(Integer.toString(part.length).getBytes(UTF_8));
    digest.update((byte) ':');
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, "this Java has no SHA-256", e);
    }
  }

  private RequestBinding() {}
}
