package io.mcpmanager.core.access;

import io.mcpmanager.core.secret.Keyring;
import io.mcpmanager.spi.ManagerClock;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Second factors of users: codes of an authenticator app, and recovery codes that work once each. Thread-safe. */
final class SecondFactors {

  private static final String SEAL_PURPOSE = "second-factor:";
  private static final String RECOVERY_PURPOSE = "recovery-code:";
  private static final int RECOVERY_CODES = 10;
  private static final int RECOVERY_BYTES = 10;

  private final Keyring keyring;
  private final Macs macs;
  private final TimeCodes codes;
  private final ManagerClock clock;
  private final SecureRandom random;

  SecondFactors(Keyring keyring, Macs macs, ManagerClock clock, SecureRandom random) {
    this.keyring = keyring;
    this.macs = macs;
    this.codes = new TimeCodes(random);
    this.clock = clock;
    this.random = random;
  }

  byte[] newSecret() {
    return codes.newSecret();
  }

  String seal(String user, byte[] secret) {
    return Base64.getEncoder().encodeToString(keyring.seal(SEAL_PURPOSE + user, secret));
  }

  private byte[] open(String user, String sealed) {
    return keyring.open(SEAL_PURPOSE + user, Base64.getDecoder().decode(sealed));
  }

  /** What remains once a code has been used; empty if it is not right or has been used. */
  Optional<Account.Credentials> use(Account account, String code) {
    Account.Credentials had = account.credentials();
    String factor = had.factor();
    if (factor == null) {
      return Optional.empty();
    }
    String plain = plain(code);
    var step = codes.step(open(account.id(), factor), plain, clock.now(), had.lastStep());
    if (step.isPresent()) {
      return Optional.of(had.withFactor(factor, step.getAsLong(), had.recoveryCodes()));
    }
    var left = new HashSet<>(had.recoveryCodes());
    return left.remove(macs.of(RECOVERY_PURPOSE + account.id(), plain))
        ? Optional.of(had.withFactor(factor, had.lastStep(), left))
        : Optional.empty();
  }

  /** The proposed factor in place of the former one, if the code is of it. */
  Optional<Account.Credentials> confirm(Account account, String code, Set<String> recoveryCodes) {
    String proposed = account.credentials().proposedFactor();
    if (proposed == null) {
      return Optional.empty();
    }
    var step = codes.step(open(account.id(), proposed), plain(code), clock.now(), 0);
    return step.isEmpty()
        ? Optional.empty()
        : Optional.of(account
            .credentials()
            .withFactor(
                proposed,
                step.getAsLong(),
                recoveryCodes.stream()
                    .map(one -> macs.of(RECOVERY_PURPOSE + account.id(), plain(one)))
                    .collect(Collectors.toSet())));
  }

  Set<String> newRecoveryCodes() {
    var created = new LinkedHashSet<String>();
    while (created.size() < RECOVERY_CODES) {
      var bits = new byte[RECOVERY_BYTES];
      random.nextBytes(bits);
      String text = Base32.of(bits).toLowerCase(Locale.ROOT);
      created.add(text.substring(0, 8) + "-" + text.substring(8));
    }
    return created;
  }

  private static String plain(String code) {
    return code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
  }
}
