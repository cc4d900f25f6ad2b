package io.mcpmanager.core.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The part of an entry that can be erased.
 *
 * @param name how the actor was called
 * @param address where they came from
 * @param details further words
 */
record Personal(String name, String address, Map<String, String> details) {

  static final Personal NONE = new Personal("", "", Map.of());

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT_BYTES = 16;
  private static final int MAX_DETAILS = 64;
  private static final int MAX_LENGTH = 8192;

  Personal {
    details = Map.copyOf(details);
  }

  /** As it is stored, with fresh salt. What is too long is cut: the trail must not be evaded by long words. */
  String write() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    ObjectNode json = JsonNodeFactory.instance
        .objectNode()
        .put("salt", HexFormat.of().formatHex(salt))
        .put("name", cut(name, MAX_LENGTH))
        .put("address", cut(address, MAX_LENGTH));
    ObjectNode words = json.putObject("details");
    new TreeMap<>(details)
        .entrySet().stream()
            .limit(MAX_DETAILS)
            .forEach(
                one -> words.put(cut(one.getKey(), MAX_LENGTH), cut(one.getValue(), MAX_LENGTH)));
    return json.toString();
  }

  /** Nothing if it can't be read, as when somebody has tampered with it. */
  static Personal read(String stored) {
    try {
      JsonNode json = MAPPER.readTree(stored);
      var details = new HashMap<String, String>();
      json.path("details")
          .properties()
          .forEach(one -> details.put(one.getKey(), one.getValue().asText()));
      return new Personal(json.path("name").asText(), json.path("address").asText(), details);
    } catch (JsonProcessingException unreadable) {
      return NONE;
    }
  }

  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
    return text.substring(0, end) + "…";
  }
}
