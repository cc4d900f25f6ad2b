package io.mcpmanager.examples.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The answers a client has given to a call over several rounds. Those of the last round come with the call; earlier ones
 * come back in its state, which is sealed, since clients could write anything into it.
 */
final class Rounds {

  private final SecretKeySpec key;

  Rounds() {
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /** The answers to all of the questions; if some are missing, the client is asked for those. */
  Map<String, JsonObject> answers(Call call, Map<String, Question> questions)
      throws InputNeeded, RpcError {
    var known =
        new LinkedHashMap<>(open(call, call.params().text("requestState")).members());
    var given = call.params().object("inputResponses").orElse(JsonObject.EMPTY);
    known.putAll(given.members());

    var answers = new LinkedHashMap<String, JsonObject>();
    var missing = new LinkedHashMap<String, Question>();
    questions.forEach((name, question) -> {
      if (known.get(name) instanceof JsonObject answer) {
        answers.put(name, answer);
      } else {
        missing.put(name, question);
      }
    });
    if (!missing.isEmpty()) {
      throw new InputNeeded(missing, known.isEmpty() ? Optional.empty() : seal(call, known));
    }
    return answers;
  }

  private Optional<String> seal(Call call, Map<String, Object> known) {
    var text =
        JsonObject.of("of", origin(call), "answers", new JsonObject(known)).toString();
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return Optional.of(encoder.encodeToString(bytes) + "." + encoder.encodeToString(sign(bytes)));
  }

  private JsonObject open(Call call, Optional<String> state) throws RpcError {
    if (state.isEmpty()) {
      return JsonObject.EMPTY;
    }
    try {
      var parts = state.get().split("\\.", 2);
      var bytes = Base64.getUrlDecoder().decode(parts[0]);
      boolean genuine = parts.length == 2
          && MessageDigest.isEqual(sign(bytes), Base64.getUrlDecoder().decode(parts[1]));
      if (genuine
          && JsonReader.read(new String(bytes, StandardCharsets.UTF_8)) instanceof JsonObject known
          && known.text("of").equals(Optional.of(origin(call)))) {
        return known.object("answers").orElse(JsonObject.EMPTY);
      }
    } catch (IllegalArgumentException | JsonReader.MalformedJson e) {
      // told below
    }
    throw RpcError.invalidParams("'requestState' is none of this call");
  }

  /** A state belongs to one call with its arguments. */
  private static String origin(Call call) {
    var params = call.params();
    return call.method() + " "
        + params.text("name").or(() -> params.text("uri")).orElse("") + " "
        + params.object("arguments").orElse(JsonObject.EMPTY);
  }

  private byte[] sign(byte[] bytes) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
