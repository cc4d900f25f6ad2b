package io.mcpmanager.core.access;

import static io.mcpmanager.core.access.AccessFixture.ADDRESS;
import static io.mcpmanager.core.access.AccessFixture.PASSWORD;
import static io.mcpmanager.core.access.AccessFixture.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.User;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be used once is used once, however many try at the same time. */
final class ConcurrentSignInTest {

  private static final int THREADS = 16;

  private final AccessFixture fixture = new AccessFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** What came of each of the attempts, made at the same time: OK, or the code it was refused with. */
  private static List<String> together(Callable<?> attempt) throws Exception {
    var begin = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<String>>();
      for (int i = 0; i < THREADS; i++) {
        running.add(executor.submit(() -> {
          begin.await();
          try {
            return attempt.call() == null ? "nothing" : "OK";
          } catch (McpManagerException refused) {
            return refused.code().name();
          }
        }));
      }
      begin.countDown();
      var results = new ArrayList<String>();
      for (Future<String> one : running) {
        results.add(one.get(30, TimeUnit.SECONDS));
      }
      return results;
    }
  }

  @Test
  void givenOneLink_whenManyUseItAtOnce_thenOneSignsIn() throws Exception {
    String link = fixture.authentication.firstSignIn().orElseThrow();

    assertThat(together(() -> fixture.authentication.signInByLink(link, ADDRESS)))
        .containsOnlyOnce("OK")
        .filteredOn(result -> result.equals(ErrorCode.UNAUTHENTICATED.name()))
        .hasSize(THREADS - 1);
  }

  @Test
  void givenOneRefreshToken_whenManyUseItAtOnce_thenOneGetsTokensAndTheyEndToo() throws Exception {
    CallContext admin = fixture.firstAdministrator();
    User ignored = fixture.user(admin, "ada", "operator");
    var tokens = fixture.authentication.tokens(attempt("ada", PASSWORD), ADDRESS);

    assertThat(together(() -> fixture.authentication.refresh(tokens.refreshToken(), ADDRESS)))
        .containsOnlyOnce("OK");
    AccessFixture.assertRefused(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.authentication.bearer(tokens.accessToken(), ADDRESS));
  }

  @Test
  void givenManyGuessesAtOnce_whenMade_thenNoMoreAreLookedAtThanOneAfterTheOther()
      throws Exception {
    CallContext admin = fixture.firstAdministrator();
    User ignored = fixture.user(admin, "ada", "operator");

    assertThat(together(() -> fixture.authentication.signIn(attempt("ada", "a guess"), ADDRESS)))
        .filteredOn(result -> result.equals(ErrorCode.UNAUTHENTICATED.name()))
        .hasSize(5);
  }

  @Test
  void givenOneSession_whenManyUseItAsItsTokenIsDue_thenItIsRenewedOnceAndAllGoOn()
      throws Exception {
    var signIn = fixture.authentication.signInByLink(
        fixture.authentication.firstSignIn().orElseThrow(), ADDRESS);
    fixture.clock.advance(SessionBook.RENEWAL);

    assertThat(together(() -> fixture
            .authentication
            .session(signIn.sessionToken(), ADDRESS)
            .renewed()
            .orElse(null)))
        .containsOnlyOnce("OK")
        .filteredOn(result -> result.equals("nothing"))
        .hasSize(THREADS - 1);
  }
}
