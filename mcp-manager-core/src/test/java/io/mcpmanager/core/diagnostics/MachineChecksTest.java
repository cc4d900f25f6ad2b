package io.mcpmanager.core.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.diagnostics.Finding.Status;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.core.event.EventLog;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.testkit.ManualClock;
import io.mcpmanager.testkit.SequentialIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineChecksTest {

  private static final CallContext CONTEXT = CallContext.system("test");
  private static final String GROUP = "sys/fs/cgroup/system.slice/manager/";

  @TempDir
  Path root;

  @Test
  void givenContainerNearlyFull_whenExamined_thenMemoryIsAWarning() throws Exception {
    write("proc/self/cgroup", "0::/system.slice/manager\n");
    write(GROUP + "memory.max", "max\n");
    write(GROUP + "memory.current", "1\n");
    write("sys/fs/cgroup/system.slice/memory.max", (64L << 30) + "\n");
    write("sys/fs/cgroup/system.slice/memory.current", (63L << 30) + "\n");

    assertThat(find(new MemoryCheck(files()), "memory.container"))
        .returns(Status.WARNING, Finding::status)
        .extracting(Finding::found)
        .isEqualTo("63 GiB of the container's 64 GiB are used, file cache included");
  }

  @Test
  void givenContainerSmallerThanTheHeap_whenExamined_thenMemoryIsAWarning() throws Exception {
    write("proc/self/cgroup", "0::/\n");
    write("sys/fs/cgroup/memory.max", (16L << 20) + "\n");
    write("sys/fs/cgroup/memory.current", (1L << 20) + "\n");

    assertThat(find(new MemoryCheck(files()), "memory.container"))
        .returns(Status.WARNING, Finding::status)
        .extracting(Finding::remedy)
        .asString()
        .contains("-Xmx");
  }

  @Test
  void givenMachineWithoutContainer_whenExamined_thenItsMemoryCounts() throws Exception {
    write("proc/meminfo", "MemTotal:  1000000 kB\nMemFree: 5 kB\nMemAvailable:  50000 kB\n");

    assertThat(find(new MemoryCheck(files()), "memory.machine").status()).isEqualTo(Status.WARNING);
    assertThat(find(new MemoryCheck(new LinuxFiles(root.resolve("none"))), "memory.machine"))
        .extracting(Finding::status)
        .isEqualTo(Status.SKIPPED);
  }

  @Test
  void givenHeapNearlyFull_whenExamined_thenItIsAWarning() {
    assertThat(MemoryCheck.heap(95, 100).status()).isEqualTo(Status.WARNING);
    assertThat(MemoryCheck.heap(10, 100).status()).isEqualTo(Status.OK);
  }

  @Test
  void givenFewOpenFilesAllowed_whenExamined_thenThatIsSaid() throws Exception {
    openFiles("1024", 900);
    assertThat(find(new LimitsCheck(files()), "limits.files").status()).isEqualTo(Status.PROBLEM);

    openFiles("1024", 900);
    write("proc/self/limits", "Max open files            1400                 1400       files\n");
    assertThat(find(new LimitsCheck(files()), "limits.files"))
        .returns(Status.WARNING, Finding::status);

    write("proc/self/limits", "Max open files            1048576              1048576    files\n");
    assertThat(find(new LimitsCheck(files()), "limits.files").status()).isEqualTo(Status.OK);
  }

  @Test
  void givenFewProcessesAllowed_whenExamined_thenThatIsSaid() throws Exception {
    write("sys/fs/cgroup/pids.max", "100\n");
    write("sys/fs/cgroup/pids.current", "90\n");
    assertThat(find(new LimitsCheck(files()), "limits.tasks").status()).isEqualTo(Status.PROBLEM);

    write("sys/fs/cgroup/pids.current", "10\n");
    assertThat(find(new LimitsCheck(files()), "limits.tasks").status()).isEqualTo(Status.WARNING);

    write("sys/fs/cgroup/pids.max", "20000\n");
    assertThat(find(new LimitsCheck(files()), "limits.tasks").status()).isEqualTo(Status.OK);
  }

  @Test
  void givenFolders_whenExamined_thenWhatCannotBeWrittenIsAProblem() throws Exception {
    Path file = Files.createFile(root.resolve("file"));

    assertThat(
            find(new DiskCheck("disk.data", "data folder", root), "disk.data").status())
        .isNotEqualTo(Status.PROBLEM);
    assertThat(find(new DiskCheck("disk.data", "data folder", root.resolve("a/b")), "disk.data")
            .found())
        .contains("left");
    assertThat(find(new DiskCheck("disk.data", "data folder", file.resolve("x")), "disk.data"))
        .returns(Status.PROBLEM, Finding::status)
        .extracting(Finding::found)
        .asString()
        .contains("can't be created");
  }

  @Test
  void givenTimeThatJumps_whenExamined_thenItIsAWarning() throws Exception {
    var clock = new JumpingClock();
    try (var store = new InMemoryStore();
        var events = new EventLog(store, clock, new SequentialIds())) {
      var check = new ClockCheck(clock, events);
      clock.time.advance(Duration.ofHours(1));
      assertThat(check.examine(CONTEXT)).extracting(Finding::status).containsExactly(Status.OK);

      events.publish(CONTEXT, null, null, new EventData.ManagerChanged("started"));
      clock.jump = Duration.ofMinutes(-10);
      assertThat(check.examine(CONTEXT))
          .singleElement()
          .returns("clock.jump", Finding::id)
          .returns(Status.WARNING, Finding::status);

      assertThat(new ClockCheck(clock, events).examine(CONTEXT))
          .singleElement()
          .returns("clock.future", Finding::id)
          .returns(Status.WARNING, Finding::status);
    }
  }

  @Test
  void givenThisJava_whenExamined_thenPropertiesAreNotShown() {
    List<Finding> findings = new JavaCheck(files()).examine(CONTEXT);

    assertThat(findings).extracting(Finding::id).contains("java.version", "java.options");
    assertThat(findings.toString()).doesNotContain("-D", "-javaagent");
    assertThat(new ThreadsCheck().examine(CONTEXT).getFirst().status()).isEqualTo(Status.OK);
  }

  /** Time that somebody sets. */
  private static final class JumpingClock implements ManagerClock {

    private final ManualClock time = new ManualClock();
    private Duration jump = Duration.ZERO;

    @Override
    public Instant now() {
      return time.now().plus(jump);
    }

    @Override
    public long nanoTime() {
      return time.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      return time.schedule(delay, task);
    }
  }

  private LinuxFiles files() {
    return new LinuxFiles(root);
  }

  private void openFiles(String most, int open) throws IOException {
    write(
        "proc/self/limits",
        "Limit   Soft Limit\nMax open files            " + most + "  4096 files\n");
    for (int i = 0; i < open; i++) {
      Path file = root.resolve("proc/self/fd/" + i);
      if (!Files.exists(file)) {
        write("proc/self/fd/" + i, "");
      }
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static Finding find(DiagnosticCheck check, String id) throws Exception {
    return check.examine(CONTEXT).stream()
        .filter(finding -> finding.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
