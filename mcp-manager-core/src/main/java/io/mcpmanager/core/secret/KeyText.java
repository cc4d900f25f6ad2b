package io.mcpmanager.core.secret;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.KeySource;
import java.util.Base64;
import java.util.HexFormat;

/** Keys as people and files have them: Base64 (plain or for URLs) or hexadecimal digits. */
final class KeyText {

  /**
   * The key.
   *
   * @param place where the text stands, for the message
   */
  static byte[] parse(String text, String place) {
    byte[] key;
    try {
      key = text.length() == 2 * KeySource.KEY_BYTES
          ? HexFormat.of().parseHex(text)
          : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException notThat) {
      // the cause would quote the text
      throw refused(place);
    }
    if (key.length != KeySource.KEY_BYTES) {
      throw refused(place);
    }
    return key;
  }

  static String print(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  private static McpManagerException refused(String place) {
    return new McpManagerException(
        ErrorCode.KEY_UNAVAILABLE,
        place + " must hold a key of 32 bytes in Base64 or hexadecimal digits (make one with: "
            + "openssl rand -base64 32) and holds something else");
  }

  private KeyText() {}
}
