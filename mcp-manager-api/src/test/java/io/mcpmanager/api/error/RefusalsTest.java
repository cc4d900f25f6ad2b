package io.mcpmanager.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RefusalsTest {

  @Test
  void givenPermissionThatLacks_whenRefused_thenItIsNamed() {
    var denied = new AccessDeniedException("servers:write");

    assertThat(denied.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
    assertThat(denied.scope()).isEqualTo("servers:write");
    assertThat(denied).hasMessageContaining("servers:write");
    assertThat(new AccessDeniedException("not you", "admin:full")).hasMessage("not you");
  }

  @Test
  void givenTooMuch_whenRefused_thenItIsSaidWhenToComeAgain() {
    var later = new RetryLaterException(ErrorCode.RATE_LIMITED, "too much", Duration.ofSeconds(3));

    assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(later.code()).isEqualTo(ErrorCode.RATE_LIMITED);
  }
}
