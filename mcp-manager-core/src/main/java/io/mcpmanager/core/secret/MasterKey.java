package io.mcpmanager.core.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The manager's own key.
 *
 * @param name tells it from others without giving it away
 * @param key it
 */
record MasterKey(String name, SecretKey key) {

  private static final int NAME_BYTES = 6;

  /** Overwrites the bytes. */
  static MasterKey of(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("mcp-manager key".getBytes(US_ASCII));
      byte[] hash = digest.digest(bytes);
      return new MasterKey(
          HexFormat.of().formatHex(hash, 0, NAME_BYTES),
          new SecretKeySpec(bytes, Sealing.ALGORITHM));
    } catch (NoSuchAlgorithmException impossible) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, "no SHA-256", impossible);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "MasterKey[" + name + "]";
  }
}
