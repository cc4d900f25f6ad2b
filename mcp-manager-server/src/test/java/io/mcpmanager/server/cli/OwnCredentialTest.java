package io.mcpmanager.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.server.auth.LocalKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnCredentialTest {

  @TempDir
  Path folder;

  @Test
  void givenAManagerOfThisMachine_whenItsFolderHasAKeyForItsPort_thenThatIsPresented() {
    try (LocalKey ignored = LocalKey.create(folder, 3000)) {
      assertThat(credential("http://127.0.0.1:3000")).isPresent();
      assertThat(credential("http://localhost:3000")).isPresent();
      assertThat(credential("http://127.0.0.1:3001")).isEmpty();
      assertThat(credential("https://manager.example.com:3000")).isEmpty();
    }
    assertThat(credential("http://127.0.0.1:3000")).isEmpty();
  }

  @Test
  void givenAKeyInTheEnvironment_whenTheManagerIsFarAway_thenItIsNotSentInTheClear() {
    var environment = Map.of(OwnCredential.VARIABLE, "mcp_k_x");

    assertThat(of("https://manager.example.com", environment).get()).contains("mcp_k_x");
    assertThat(of("http://127.0.0.1:3000", environment).get()).contains("mcp_k_x");
    assertThatThrownBy(() -> of("http://manager.example.com", environment).get())
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("https");
  }

  private Optional<String> credential(String url) {
    return of(url, Map.of()).get();
  }

  private OwnCredential of(String url, Map<String, String> environment) {
    return new OwnCredential(URI.create(url), folder, environment);
  }
}
