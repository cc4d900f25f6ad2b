package io.mcpmanager.core.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.KeySource;
import io.mcpmanager.spi.store.Document;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that is kept in the store, sealed by the manager's own.
 *
 * @param number which it is; sealed content names it
 * @param use what it is for
 * @param masterKey name of the key it is sealed with
 * @param sealed it, sealed, in Base64
 */
record DataKey(int number, Use use, String masterKey, String sealed) {

  static final String KIND = "data-key";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What it is for. */
  enum Use {
    SEAL("AES"),
    MAC("HmacSHA256");

    private final String algorithm;

    Use(String algorithm) {
      this.algorithm = algorithm;
    }
  }

  static DataKey create(int number, Use use, MasterKey master) {
    byte[] bytes = Sealing.random(KeySource.KEY_BYTES);
    try {
      return sealed(number, use, master, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  static DataKey read(Document document) {
    try {
      JsonNode json = MAPPER.readTree(document.json());
      return new DataKey(
          Integer.parseInt(document.id()),
          Use.valueOf(json.path("use").asText()),
          json.path("by").asText(),
          json.path("sealed").asText());
    } catch (JsonProcessingException | IllegalArgumentException damaged) {
      throw new McpManagerException(
          ErrorCode.KEY_UNAVAILABLE, "the data key " + document.id() + " is damaged", damaged);
    }
  }

  Document document(Instant now) {
    String json = JsonNodeFactory.instance
        .objectNode()
        .put("use", use.name())
        .put("by", masterKey)
        .put("sealed", sealed)
        .toString();
    return new Document(
        KIND, Document.SHARED, Integer.toString(number), null, 0, now, now, null, json);
  }

  /** The key itself; empty if the master key is not the one it was sealed with. */
  Optional<SecretKey> open(MasterKey master) {
    return Sealing.open(master.key(), purpose(number, use), bytes()).map(bytes -> {
      try {
        return new SecretKeySpec(bytes, use.algorithm);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    });
  }

  /** The same key, sealed with another. */
  DataKey sealedBy(MasterKey master, SecretKey opened) {
    byte[] bytes = opened.getEncoded();
    try {
      return sealed(number, use, master, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static DataKey sealed(int number, Use use, MasterKey master, byte[] bytes) {
    return new DataKey(
        number,
        use,
        master.name(),
        Base64.getEncoder()
            .encodeToString(Sealing.seal(master.key(), purpose(number, use), bytes)));
  }

  private byte[] bytes() {
    try {
      return Base64.getDecoder().decode(sealed);
    } catch (IllegalArgumentException damaged) {
      throw new McpManagerException(
          ErrorCode.KEY_UNAVAILABLE, "the data key " + number + " is damaged", damaged);
    }
  }

  private static String purpose(int number, Use use) {
    return KIND + " " + use + " " + number;
  }
}
