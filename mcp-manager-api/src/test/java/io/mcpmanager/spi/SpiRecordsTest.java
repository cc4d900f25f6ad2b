package io.mcpmanager.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Severity;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpiRecordsTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final ServerId ID = ServerId.of("s1");
  private static final LaunchMark MARK = new LaunchMark("manager", "token");

  @Test
  void givenExit_whenRead_thenOnlyStatusZeroIsClean() {
    var clean = new ExitStatus(0, "exited", true);
    assertThat(clean.clean()).isTrue();
    assertThat(clean.exitCode()).hasValue(0);
    assertThat(new ExitStatus(1, "exited", false).clean()).isFalse();
    var lost = new ExitStatus(null, "connection lost", false);
    assertThat(lost.clean()).isFalse();
    assertThat(lost.exitCode()).isEmpty();
  }

  @Test
  void givenInstanceRecord_whenItsProcessIsKnown_thenTheRestIsKept() {
    var launching = new InstanceRecord("t1", ID, "process", TIME, null);
    var process = new ProcessIdentity(77, "123", null);

    InstanceRecord known = launching.withProcess(process);

    assertThat(launching.knownProcess()).isEmpty();
    assertThat(known).isEqualTo(new InstanceRecord("t1", ID, "process", TIME, process));
    assertThat(known.knownProcess()).contains(process);
  }

  @Test
  void givenLeftoverOfAnUnknownServer_whenAsked_thenItHasNoOwner() {
    assertThat(new Leftover("t1", null, 2, Leftover.Outcome.ENDED).owner()).isEmpty();
    assertThat(new Leftover("t1", ID, 2, Leftover.Outcome.ENDED).owner()).contains(ID);
  }

  @Test
  void givenLaunchWithSecrets_whenSpecIsShown_thenNoneAppears() {
    var launch = ProcessLaunch.of("node", "secret").withEnvironment(Map.of("KEY", "secret"));
    var spec = new LaunchSpec(ID, "files", 1, MARK, launch, Duration.ofSeconds(1), 1024);
    assertThat(spec.toString()).contains("files").doesNotContain("secret");
    assertThatNullPointerException()
        .isThrownBy(() -> new LaunchSpec(ID, "files", 1, MARK, null, Duration.ofSeconds(1), 1024));
  }

  @Test
  void givenEventRecord_whenNumbered_thenTheRestIsKept() {
    var draft = new EventRecord(
        0,
        "e1",
        TIME,
        "default",
        ID,
        "files",
        "system",
        "c1",
        EventType.SERVER_CREATED,
        Severity.INFO,
        "created",
        "{}");
    var stored = draft.withSequence(5);
    assertThat(stored.sequence()).isEqualTo(5);
    assertThat(stored).isNotEqualTo(draft);
    assertThat(stored.withSequence(0)).isEqualTo(draft);
    assertThat(new StoreChange.AppendEvent(draft).event()).isEqualTo(draft);
  }

  @Test
  void givenServerRecord_whenWrappedInChanges_thenTheyCarryIt() {
    var server =
        new ServerRecord(ID, "default", "files", 1, TIME, TIME, DesiredState.RUNNING, 1, "{}");
    assertThat(new StoreChange.PutServer(server, 0).server()).isEqualTo(server);
    assertThat(new StoreChange.DeleteServer(ID).id()).isEqualTo(ID);
  }

  @Test
  void givenListenerForNobody_whenLinesCome_thenTheyAreDropped() {
    InstanceListener.NONE.onLine(LogStream.STDERR, "line");
  }
}
