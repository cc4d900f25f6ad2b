package io.mcpmanager.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.spi.LaunchMark;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is left of it all on a system without {@code /proc}. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the child is a shell script")
final class PortableProcessesTest {

  private final ProcessTable table = new PortableProcesses();
  private final Census census = new Census(table);
  private final Reaper reaper = new Reaper(table, census, Map.of());
  private final Process root = start();

  private static Process start() {
    try {
      return new ProcessBuilder("sh", "-c", "trap '' TERM; while :; do sleep 1000; done").start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void end() {
    List<ProcessHandle> below = root.descendants().toList();
    root.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void givenAFamily_whenItIsEnded_thenWhatIsBelowTheRootEndsToo() throws Exception {
    await().until(() -> root.descendants().count() == 1);
    ProcessHandle child = root.descendants().findFirst().orElseThrow();
    Family family = family();
    census.take();
    assertThat(family.members())
        .extracting(ProcessEntry::pid)
        .containsExactlyInAnyOrder(root.pid(), child.pid());

    assertThat(reaper.end(List.of(family), Duration.ofSeconds(20))).isTrue();

    await().until(() -> !root.isAlive() && !child.isAlive());
  }

  @Test
  void givenAFamily_whenItIsMeasured_thenWhatIsNotToldIsUnknown() {
    Family family = family();
    census.take();

    ResourceUsage usage = new UsageMeter(table).read(family.members(), Instant.EPOCH, 1);

    assertThat(usage.processes()).isPositive();
    assertThat(usage.memory()).isEmpty();
    assertThat(usage.threadCount()).isEmpty();
    assertThat(usage.openFileCount()).isEmpty();
    assertThat(table.readsMarks()).isFalse();
  }

  private Family family() {
    ProcessEntry entry = table.find(root.pid()).orElseThrow();
    var family = new Family(new LaunchMark("m", "t"), entry, false, Set.of());
    census.admit(family);
    return family;
  }
}
