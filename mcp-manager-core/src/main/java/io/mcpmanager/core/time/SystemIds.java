package io.mcpmanager.core.time;

import io.mcpmanager.spi.IdSource;
import io.mcpmanager.spi.ManagerClock;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Ids of 26 characters: the milliseconds since 1970 in ten, then 80 random bits, in an alphabet that sorts like the
 * numbers it writes. Secrets have 192 random bits. Thread-safe.
 */
public final class SystemIds implements IdSource {

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int TIME_CHARACTERS = 10;
  private static final int RANDOM_CHARACTERS = 16;
  private static final int SECRET_BYTES = 24;

  private final ManagerClock clock;
  private final SecureRandom random = new SecureRandom();

  /** Ids that begin with the time of {@code clock}. */
  @Inject
  public SystemIds(ManagerClock clock) {
    this.clock = clock;
  }

  @Override
  public String nextId() {
    var id = new char[TIME_CHARACTERS + RANDOM_CHARACTERS];
    long time = clock.now().toEpochMilli();
    for (int i = TIME_CHARACTERS - 1; i >= 0; i--) {
      id[i] = ALPHABET.charAt((int) (time & 31));
      time >>>= 5;
    }
    var bits = new byte[RANDOM_CHARACTERS];
    random.nextBytes(bits);
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      id[TIME_CHARACTERS + i] = ALPHABET.charAt(bits[i] & 31);
    }
    return new String(id);
  }

  @Override
  public String nextSecret() {
    var bits = new byte[SECRET_BYTES];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
