package io.mcpmanager.server.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingsTest {

  @TempDir
  Path data;

  private final ManualClock clock = new ManualClock();
  private Path folder = Path.of("");
  private Recordings recordings = new Recordings(folder, clock);

  @BeforeEach
  void open() {
    folder = data.resolve("recordings");
    recordings = new Recordings(folder, clock);
  }

  @AfterEach
  void close() {
    recordings.close();
  }

  @Test
  void givenRecording_whenItsTimeIsOver_thenItsFileIsPrivateAndHoldsNoCommandLines()
      throws Exception {
    Recordings.Info started = recordings.start(Duration.ofSeconds(30));
    assertThat(recordings.list()).containsExactly(started);
    refused(ErrorCode.LIMIT_REACHED, () -> recordings.start(Duration.ofSeconds(1)));
    refused(ErrorCode.ROUTE_NOT_FOUND, () -> recordings.finished(started.name()));

    clock.advance(Duration.ofSeconds(30));
    await().until(() -> recordings.get(started.name()).finished());

    Path file = folder.resolve(started.name() + ".jfr");
    assertThat(RecordingFile.readAllEvents(file))
        .isNotEmpty()
        .extracting(RecordedEvent::getEventType)
        .extracting(type -> type.getName())
        .doesNotContain(
            "jdk.InitialEnvironmentVariable",
            "jdk.InitialSystemProperty",
            "jdk.SystemProcess",
            "jdk.ProcessStart",
            "jdk.JVMInformation");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    var copy = new ByteArrayOutputStream();
    recordings.copy(recordings.finished(started.name()), copy);
    assertThat(copy.toByteArray()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void givenManyFiles_whenOneMoreIsWritten_thenTheOldestAndUnfinishedAreDeleted() throws Exception {
    Files.createDirectories(folder);
    for (int i = 10; i < 30; i++) {
      Files.createFile(folder.resolve("recording-20250101-0000" + i + "-000.jfr"));
    }
    Path unfinished = Files.createFile(folder.resolve("recording-20250101-000000-000.part"));
    Path foreign = Files.createFile(folder.resolve("notes.txt"));

    Recordings.Info started = recordings.start(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    await().until(() -> recordings.get(started.name()).finished());

    List<Recordings.Info> kept = recordings.list();
    assertThat(kept).hasSize(Recordings.MAX_KEPT);
    assertThat(kept.getFirst().name()).isEqualTo(started.name());
    assertThat(kept.getLast().name()).isEqualTo("recording-20250101-000021-000");
    assertThat(unfinished).doesNotExist();
    assertThat(foreign).exists();
  }

  @Test
  void givenRecordingThatGoesOn_whenClosed_thenNothingIsWrittenAndNoneCanStart() {
    Recordings.Info started = recordings.start(Duration.ofSeconds(1));

    recordings.close();
    clock.advance(Duration.ofSeconds(1));

    refused(ErrorCode.ROUTE_NOT_FOUND, () -> recordings.get(started.name()));
    refused(ErrorCode.ROUTE_NOT_FOUND, () -> recordings.get("../" + started.name()));
    refused(ErrorCode.SHUTTING_DOWN, () -> recordings.start(Duration.ofSeconds(1)));
    assertThat(folder).doesNotExist();
  }

  private static void refused(ErrorCode code, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            McpManagerException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
