package io.mcpmanager.core.access;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.RetryLaterException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of passwords: PBKDF2 with HMAC-SHA-512, written as {@code pbkdf2-sha512$rounds$salt$hash}. Hashing takes a good
 * part of a second of a processor, so only as many at a time as there are processors, and few may wait. Thread-safe.
 */
final class Passwords {

  static final int MIN_LENGTH = 12;
  static final int MAX_LENGTH = 256;

  /** What OWASP recommends for this function. */
  static final int ROUNDS = 210_000;

  private static final String SCHEME = "pbkdf2-sha512";
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 512;
  private static final int MAX_WAITING = 64;
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);
  private static final Set<String> WELL_KNOWN = wellKnown();

  private final int rounds;
  private final SecureRandom random;
  private final Semaphore processors =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);
  private final byte[] nobodysSalt = new byte[SALT_BYTES];

  Passwords(int rounds, SecureRandom random) {
    this.rounds = rounds;
    this.random = random;
  }

  String hash(String password) {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    var encoder = Base64.getEncoder().withoutPadding();
    return SCHEME + "$" + rounds + "$" + encoder.encodeToString(salt) + "$"
        + encoder.encodeToString(derive(password, salt, rounds));
  }

  /** Whether it is the password that was hashed. Without a hash it never is, and that takes as long to tell. */
  boolean matches(String password, @Nullable String hash) {
    // an over-long one is none of ours; hashing it would let whoever asks decide how long that
    // takes
    String tried = password.length() > MAX_LENGTH ? "" : password;
    if (hash == null) {
      var ignored = derive(tried, nobodysSalt, rounds);
      return false;
    }
    String[] parts = hash.split("\\$", -1);
    byte[] derived =
        derive(tried, Base64.getDecoder().decode(parts[2]), Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(derived, Base64.getDecoder().decode(parts[3]));
  }

  /** Whether the same password would be hashed in another way today. */
  boolean isOutdated(String hash) {
    return !hash.startsWith(SCHEME + "$" + rounds + "$");
  }

  /** What is wrong with a password that somebody wants. */
  static Optional<Problem> problem(String wanted, String name) {
    if (wanted.length() < MIN_LENGTH || wanted.length() > MAX_LENGTH) {
      return Optional.of(new Problem(
          "password",
          "must have " + MIN_LENGTH + " to " + MAX_LENGTH + " characters",
          Problem.Code.OUT_OF_RANGE));
    }
    String plain = wanted.toLowerCase(Locale.ROOT);
    boolean guessed = WELL_KNOWN.contains(plain)
        || plain.chars().distinct().count() < 5
        || (name.length() >= 4 && plain.replace(Account.key(name), "").length() < 6);
    return guessed
        ? Optional.of(new Problem(
            "password", "is one that is tried first by whoever guesses", Problem.Code.NOT_ALLOWED))
        : Optional.empty();
  }

  private byte[] derive(String password, byte[] salt, int times) {
    enter();
    char[] characters = Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray();
    var spec = new PBEKeySpec(characters, salt, times, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
          .generateSecret(spec)
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new McpManagerException(
          ErrorCode.INTERNAL_ERROR, "this Java runtime can't hash passwords", e);
    } finally {
      spec.clearPassword();
      Arrays.fill(characters, ' ');
      processors.release();
    }
  }

  private void enter() {
    try {
      if (processors.getQueueLength() < MAX_WAITING
          && processors.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new RetryLaterException(
        ErrorCode.LIMIT_REACHED, "too many people are signing in at the moment", MAX_WAIT);
  }

  private static Set<String> wellKnown() {
    InputStream stream = Passwords.class.getResourceAsStream("well-known-passwords.txt");
    try (var lines = new BufferedReader(new InputStreamReader(
        Objects.requireNonNull(stream, "well-known-passwords.txt"), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
