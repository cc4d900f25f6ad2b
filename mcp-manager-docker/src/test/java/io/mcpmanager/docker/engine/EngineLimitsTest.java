package io.mcpmanager.docker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class EngineLimitsTest {

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void givenAnEngineThatKeepsAll_whenAsked_thenNothingIsUnenforcedAndItIsAskedOnce() {
    var asked = new AtomicInteger();
    var limits = new EngineLimits(() -> {
      asked.incrementAndGet();
      return json(
          "{\"MemoryLimit\":true,\"SwapLimit\":true,\"CpuCfsQuota\":true,\"PidsLimit\":true}");
    });

    assertThat(limits.kept().notEnforced()).isEmpty();
    assertThat(limits.kept().notEnforced()).isEmpty();
    assertThat(asked).hasValue(1);
    limits.forget();
    assertThat(limits.kept().cpus()).isTrue();
    assertThat(asked).hasValue(2);
  }

  @Test
  void givenAnEngineWithoutRoot_whenAsked_thenWhatItCannotKeepIsNamed() {
    var limits = new EngineLimits(() -> json(
        "{\"MemoryLimit\":true,\"SwapLimit\":false,\"CpuCfsQuota\":false,\"PidsLimit\":false}"));

    assertThat(limits.kept().notEnforced())
        .containsExactly("limits.memoryBytes", "limits.cpus", "limits.processes");
  }

  @Test
  void givenAnEngineThatDoesNotSay_whenAsked_thenItIsAskedAgain() {
    var limits = new EngineLimits(() -> {
      throw new IllegalStateException("gone");
    });

    assertThat(limits.kept().notEnforced()).isEmpty();
  }
}
