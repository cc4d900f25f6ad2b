package io.mcpmanager.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.spi.ChannelException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExceptionsTest {

  private static final ServerId SERVER = ServerId.of("s1");
  private static final Throwable CAUSE = new IllegalStateException("cause");

  @Test
  void givenFailureOfOneServer_whenRead_thenItCarriesCodeServerAndCause() {
    var failure = new McpManagerException(ErrorCode.TIMEOUT, "too slow", SERVER, CAUSE);
    assertThat(failure).hasMessage("too slow").hasCause(CAUSE);
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure.server()).contains(SERVER);
  }

  @Test
  void givenFailureOfNoServer_whenRead_thenItNamesNone() {
    assertThat(new McpManagerException(ErrorCode.TIMEOUT, "too slow").server()).isEmpty();
    var failure = new McpManagerException(ErrorCode.TIMEOUT, "too slow", CAUSE);
    assertThat(failure.server()).isEmpty();
    assertThat(failure).hasCause(CAUSE);
  }

  @Test
  void givenSpecificFailures_whenRead_thenEachHasItsCode() {
    assertThat(new StoreException("lost", CAUSE).code()).isEqualTo(ErrorCode.STORE_FAILED);
    assertThat(new LaunchException("no", CAUSE)).hasMessage("no").hasCause(CAUSE);
    assertThat(new LaunchException("no", null).code()).isEqualTo(ErrorCode.LAUNCH_FAILED);
    var notFound = new ServerNotFoundException("files");
    assertThat(notFound).hasMessageContaining("'files'");
    assertThat(notFound.code()).isEqualTo(ErrorCode.SERVER_NOT_FOUND);
    var channel = new ChannelException("broken", true, CAUSE);
    assertThat(channel.code()).isEqualTo(ErrorCode.CHANNEL_FAILED);
    assertThat(channel.neverSent()).isTrue();
    assertThat(new ChannelException("broken", false, null).neverSent()).isFalse();
  }

  @Test
  void givenStaleRevision_whenRead_thenItNamesBothRevisionsAndTheServer() {
    var stale = new StaleRevisionException(SERVER, 3, 5);
    assertThat(stale.code()).isEqualTo(ErrorCode.STALE_REVISION);
    assertThat(stale.server()).contains(SERVER);
    assertThat(stale.expected()).isEqualTo(3);
    assertThat(stale.actual()).isEqualTo(5);
    assertThat(stale).hasMessageContainingAll("5", "3");
  }

  @Test
  void givenIllegalTransition_whenRead_thenItNamesTheStateAndWhatCanBeReached() {
    var allowed = Set.of(ServerState.STARTING, ServerState.MAINTENANCE);
    var illegal = new IllegalTransitionException(SERVER, "stop", ServerState.STOPPED, allowed);
    assertThat(illegal.code()).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    assertThat(illegal.server()).contains(SERVER);
    assertThat(illegal.state()).isEqualTo(ServerState.STOPPED);
    assertThat(illegal.allowed()).isEqualTo(allowed);
    assertThat(illegal)
        .hasMessageContainingAll("'stop'", "state stopped", "[maintenance, starting]");
  }

  @Test
  void givenProblems_whenThrown_thenAllAreListedAndSaid() {
    var problems = List.of(
        new Problem("name", "must not be blank", Problem.Code.REQUIRED),
        new Problem("", "is not JSON", Problem.Code.WRONG_TYPE));
    var failure = new ValidationException(problems);
    assertThat(failure).hasMessage("name: must not be blank; is not JSON");
    assertThat(failure.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    assertThat(failure.problems()).isEqualTo(problems);
    assertThat(new ValidationException(ErrorCode.NAME_TAKEN, problems).code())
        .isEqualTo(ErrorCode.NAME_TAKEN);
  }

  @Test
  void givenNoProblems_whenThrown_thenRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ValidationException(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "command | launch | launch.command",
        "[3] | servers | servers[3]",
        "'' | launch | launch",
        "command | '' | command"
      },
      delimiter = '|')
  void givenProblem_whenSeenFromASurroundingObject_thenItsPathIsLonger(
      String field, String prefix, String path) {
    var problem = new Problem(field, "is wrong", Problem.Code.WRONG_TYPE);
    assertThat(problem.within(prefix))
        .isEqualTo(new Problem(path, "is wrong", Problem.Code.WRONG_TYPE));
  }
}
