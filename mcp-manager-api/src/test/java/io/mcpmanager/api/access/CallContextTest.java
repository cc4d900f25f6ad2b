package io.mcpmanager.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallContextTest {

  @Test
  void givenCorrelationId_whenChecked_thenOneTo128CharactersAreTaken() {
    assertThat(CallContext.system("c").correlationId()).isEqualTo("c");
    assertThat(CallContext.system("c".repeat(128)).correlationId()).hasSize(128);
    for (String wrong : new String[] {"", " ", "c".repeat(129)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CallContext.system(wrong))
          .withMessageContaining("correlationId");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void givenBlankTenantOrPrincipal_whenConstructed_thenRefused(String blank) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CallContext(Principal.SYSTEM, blank, "c1"))
        .withMessageContaining("tenant");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Principal(blank, Principal.Kind.USER))
        .withMessageContaining("id");
  }

  @Test
  void givenNoPrincipal_whenConstructed_thenRefused() {
    assertThatNullPointerException().isThrownBy(() -> new CallContext(null, "default", "c1"));
  }

  @Test
  void givenSystemContext_whenRead_thenItActsInTheDefaultTenant() {
    assertThat(CallContext.system("c1"))
        .isEqualTo(new CallContext(Principal.SYSTEM, CallContext.DEFAULT_TENANT, "c1"));
    assertThat(Principal.SYSTEM.kind()).isEqualTo(Principal.Kind.SYSTEM);
  }
}
