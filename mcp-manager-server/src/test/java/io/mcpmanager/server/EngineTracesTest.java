package io.mcpmanager.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineTracesTest {

  @TempDir
  Path root;

  @Test
  void givenAnEmptyMachine_whenLookedAt_thenThereIsNoTrace() {
    assertThat(traces(Map.of()).any()).isFalse();
    assertThat(traces(Map.of("DOCKER_HOST", " ")).any()).isFalse();
  }

  @Test
  void givenAVariable_whenLookedAt_thenItIsATrace() {
    assertThat(traces(Map.of("DOCKER_HOST", "tcp://10.0.0.5:2376")).any()).isTrue();
    assertThat(traces(Map.of("DOCKER_CONTEXT", "far")).any()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var/run/docker.sock",
        "run/podman/podman.sock",
        "home/.docker/run/docker.sock",
        "home/.docker/contexts/meta",
        "session/docker.sock",
        "session/podman/podman.sock"
      })
  void givenAPlaceWhereEnginesAre_whenLookedAt_thenItIsATrace(String place) throws IOException {
    Path file = root.resolve(place);
    Files.createDirectories(file.getParent());
    Files.createFile(file);

    assertThat(traces(Map.of("XDG_RUNTIME_DIR", root.resolve("session").toString()))
            .any())
        .isTrue();
  }

  private EngineTraces traces(Map<String, String> environment) {
    return new EngineTraces(environment, root.resolve("home"), root);
  }
}
