package io.mcpmanager.server.auth.oauth;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sign-ins that were begun and are on their way through a provider, by their state. Each can be taken up once, for a
 * while. Of too many, the oldest are forgotten. Thread-safe.
 */
final class SignInAttempts {

  private static final int MOST = 10_000;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /**
   * A sign-in on its way.
   *
   * @param nonce what the ID token has to carry
   * @param verifier what proves to the provider that the code came back to who asked for it
   * @param browser secret of the browser that began it
   * @param redirect where the provider sends the browser back to
   * @param target page to go to when it is done
   * @param begun when it began, in nano time
   */
  record Attempt(
      Nonce nonce,
      CodeVerifier verifier,
      String browser,
      String redirect,
      String target,
      long begun) {

    @Override
    public String toString() {
      return "Attempt[target=" + target + "]";
    }
  }

  private final ManagerClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Attempt> open = new LinkedHashMap<>();

  SignInAttempts(ManagerClock clock) {
    this.clock = clock;
  }

  void begin(String state, Attempt attempt) {
    lock.lock();
    try {
      var oldest = open.values().iterator();
      while (oldest.hasNext() && (isOver(oldest.next()) || open.size() >= MOST)) {
        oldest.remove();
      }
      open.put(state, attempt);
    } finally {
      lock.unlock();
    }
  }

  /** Takes an attempt up, which ends it, whatever comes of it. */
  Optional<Attempt> take(String state) {
    lock.lock();
    try {
      return Optional.ofNullable(open.remove(state)).filter(attempt -> !isOver(attempt));
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver(Attempt attempt) {
    return clock.nanoTime() - attempt.begun() > LONGEST.toNanos();
  }
}
