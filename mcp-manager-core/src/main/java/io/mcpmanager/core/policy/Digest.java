package io.mcpmanager.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over several parts, none of which can be taken for a part of another. Belongs to one thread. */
final class Digest {

  private final MessageDigest sha;

  Digest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, "this Java has no SHA-256", e);
    }
  }

  Digest add(String part) {
    return add(part.getBytes(UTF_8));
  }

  Digest add(byte[] part) {
    sha.update((part.length + ":").getBytes(UTF_8));
    sha.update(part);
    return this;
  }

  /** The digest as text; nothing can be added any more. */
  String text() {
    return "sha256:" + HexFormat.of().formatHex(sha.digest());
  }
}
