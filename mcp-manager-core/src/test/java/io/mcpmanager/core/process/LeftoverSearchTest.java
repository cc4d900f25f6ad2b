package io.mcpmanager.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.spi.ProcessIdentity;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@LeakFree
@EnabledOnOs(value = OS.LINUX, disabledReason = "leftovers are found in /proc")
final class LeftoverSearchTest {

  private static final ServerId SERVER = ServerId.of("s1");
  private static final Mark.Owner DEAD = new Mark.Owner(4_194_305, "long ago");

  // what one test leaves is not what another finds
  private final String mine = UUID.randomUUID().toString();
  private final ProcessTable table = ProcessTable.ofThisMachine();
  private final ProcessRuntime runtime = new ProcessRuntime(
      System.getenv(),
      endpoint -> {
        throw new AssertionError("no child here serves HTTP");
      },
      new ManualClock(),
      10 << 20);
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    for (Process process : started) {
      List<ProcessHandle> below = process.descendants().toList();
      process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
    }
    runtime.close();
  }

  @Test
  void givenAProcessMarkedByADeadLife_whenRecovered_thenItIsEndedAlthoughNothingIsNoted()
      throws Exception {
    Process orphan = sleeper(new Mark(new LaunchMark(mine, "t1"), DEAD));

    List<Leftover> found = recover();

    assertThat(found).containsExactly(new Leftover("t1", null, 2, Outcome.ENDED));
    assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void givenAProcessOfAnotherManager_whenRecovered_thenItIsSparedEvenIfOrphaned() throws Exception {
    Process other = sleeper(new Mark(new LaunchMark("other", "t1"), DEAD));

    assertThat(recover()).isEmpty();
    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void givenACopyOfTheDataWhoseManagerLives_whenRecovered_thenItsChildrenAreSpared()
      throws Exception {
    ProcessEntry twin = table.find(sleeper(null).pid()).orElseThrow();
    Process child = sleeper(
        new Mark(new LaunchMark(mine, "t1"), new Mark.Owner(twin.pid(), table.startText(twin))));

    List<Leftover> found = recover(record("t1", identity(child)));

    assertThat(found).containsExactly(new Leftover("t1", SERVER, 0, Outcome.GONE));
    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void givenANotedProcessWithoutAMark_whenRecovered_thenItIsEnded() throws Exception {
    Process orphan = sleeper(null);

    List<Leftover> found = recover(record("t1", identity(orphan)));

    assertThat(found).containsExactly(new Leftover("t1", SERVER, 2, Outcome.ENDED));
    assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void givenANotedIdThatAnotherProcessHasNow_whenRecovered_thenItIsSpared() throws Exception {
    Process stranger = sleeper(null);
    var reused = new ProcessIdentity(stranger.pid(), "before", stranger.pid());

    List<Leftover> found = recover(record("t1", reused), record("t2", null));

    assertThat(found)
        .containsExactlyInAnyOrder(
            new Leftover("t1", SERVER, 0, Outcome.GONE),
            new Leftover("t2", SERVER, 0, Outcome.GONE));
    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void givenAChildOfThisLife_whenRecoveredAgain_thenItIsSpared() throws Exception {
    try (var nursery = new Nursery()) {
      var child = nursery.launch("cat");
      ProcessIdentity identity = child.instance().process().orElseThrow();

      List<Leftover> found = nursery
          .runtime()
          .recover(Nursery.MANAGER, List.of(record(child.token(), identity)), server -> true);

      assertThat(found).extracting(Leftover::processes).containsExactly(0);
      assertThat(nursery.isAlive(identity.pid())).isTrue();
      child.instance().stop(Nursery.LONG);
    }
  }

  private List<Leftover> recover(InstanceRecord... noted) throws InterruptedException {
    return runtime.recover(mine, List.of(noted), server -> true);
  }

  private static InstanceRecord record(String token, @Nullable ProcessIdentity process) {
    return new InstanceRecord(token, SERVER, "process", Instant.EPOCH, process);
  }

  private ProcessIdentity identity(Process process) {
    ProcessEntry entry = table.find(process.pid()).orElseThrow();
    return new ProcessIdentity(entry.pid(), table.startText(entry), null);
  }

  /** A shell that ignores being asked to terminate, and its child. */
  private Process sleeper(@Nullable Mark mark) throws IOException {
    var builder =
        new ProcessBuilder("sh", "-c", "trap '' TERM; echo; while :; do sleep 1000; done");
    builder.environment().remove(Mark.INSTANCE);
    if (mark != null) {
      builder.environment().putAll(mark.variables());
    }
    Process process = builder.start();
    started.add(process);
    int first = process.getInputStream().read();
    assertThat(first).isEqualTo('\n');
    await().until(() -> process.descendants().count() == 1);
    return process;
  }
}
