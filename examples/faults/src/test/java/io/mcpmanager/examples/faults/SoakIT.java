package io.mcpmanager.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The soak in its short form: too short to see slow growth, long enough to see that it runs and that nothing fails. */
@Requires("perl")
@EnabledOnOs(value = OS.LINUX, disabledReason = "looks into /proc")
final class SoakIT {

  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("faults.soakSeconds", 20));

  @TempDir
  private Path folder;

  @Test
  @Timeout(7200)
  void givenMixedLoad_whenItGoesOn_thenNothingFails() throws Exception {
    assertThat(Soak.run(folder, LENGTH, LENGTH.dividedBy(4))).isEmpty();
  }
}
