package io.mcpmanager.core.access;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/** Codes of authenticator apps (RFC 6238): six digits that change every 30 seconds. Thread-safe. */
final class TimeCodes {

  private static final int SECRET_BYTES = 20;
  private static final String ISSUER = "MCP Manager";

  private final TimeBasedOneTimePasswordGenerator generator =
      new TimeBasedOneTimePasswordGenerator();
  private final SecureRandom random;

  TimeCodes(SecureRandom random) {
    this.random = random;
  }

  byte[] newSecret() {
    var secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return secret;
  }

  /**
   * The time step that a code belongs to: the present one, or one beside it for clocks that are a little off.
   *
   * @param lastStep the last one accepted: a code of that or an earlier one is a code that somebody has looked at
   * @return empty if it is none of these
   */
  OptionalLong step(byte[] secret, String code, Instant now, long lastStep) {
    long present = now.getEpochSecond() / generator.getTimeStep().toSeconds();
    byte[] given = code.getBytes(StandardCharsets.UTF_8);
    long found = -1;
    for (long step = present - 1; step <= present + 1; step++) {
      if (MessageDigest.isEqual(given, at(secret, step)) && step > lastStep) {
        found = step;
      }
    }
    return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
  }

  private byte[] at(byte[] secret, long step) {
    try {
      return generator
          .generateOneTimePasswordString(
              new SecretKeySpec(secret, generator.getAlgorithm()),
              Instant.ofEpochSecond(step * generator.getTimeStep().toSeconds()),
              Locale.ROOT)
          .getBytes(StandardCharsets.UTF_8);
    } catch (InvalidKeyException e) {
      throw new McpManagerException(
          ErrorCode.INTERNAL_ERROR, "this Java runtime can't check codes", e);
    }
  }

  static String uri(String name, String secret) {
    String issuer = encode(ISSUER);
    return "otpauth://totp/" + issuer + ":" + encode(name) + "?secret=" + secret + "&issuer="
        + issuer + "&algorithm=SHA1&digits=6&period=30";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
