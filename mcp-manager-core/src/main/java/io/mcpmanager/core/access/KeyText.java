package io.mcpmanager.core.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * An API key as it is presented: a prefix that scanners for leaked secrets know, eight characters by which it is found, and
 * 256 random bits.
 */
record KeyText(String lookup, String text) {

  static final String PREFIX = "mcp_k_";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LOOKUP = 8;
  private static final int SECRET_BYTES = 32;
  private static final int LENGTH = PREFIX.length() + LOOKUP + 1 + 43;

  static KeyText create(SecureRandom random) {
    var lookup = new StringBuilder();
    for (int i = 0; i < LOOKUP; i++) {
      lookup.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new KeyText(lookup.toString(), PREFIX + lookup + "_" + secret(random));
  }

  /** 256 random bits. */
  static String secret(SecureRandom random) {
    var bits = new byte[SECRET_BYTES];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** Empty if it can't be a key, whatever keys there are. */
  static Optional<KeyText> parse(String text) {
    int end = PREFIX.length() + LOOKUP;
    return text.length() == LENGTH && text.startsWith(PREFIX) && text.charAt(end) == '_'
        ? Optional.of(new KeyText(text.substring(PREFIX.length(), end), text))
        : Optional.empty();
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return PREFIX + lookup;
  }
}
