package io.mcpmanager.core.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.wire.LineReader;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@LeakFree
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the children are shell scripts")
class ProcessRuntimeTest {

  private static final Duration GRACE = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Map<String, String> environment = Map.of(
      "PATH", System.getenv("PATH"), "HOME", "/nowhere", "DATABASE_PASSWORD", "not for children");
  private final ProcessRuntime runtime = runtime();
  private final Recorder recorder = new Recorder();

  @AfterEach
  void nothingIsLeftBehind() {
    runtime.close();
    await().atMost(LONG).untilAsserted(() -> assertThat(ProcessHandle.current()
            .descendants()
            .filter(ProcessHandle::isAlive)
            .map(child -> child.info().commandLine().orElse("?")))
        .isEmpty());
  }

  @Test
  void givenChildThatEchoes_whenMessageIsSent_thenItComesBackAsItWas() throws Exception {
    Instance cat = launch("cat");

    cat.channel().send(message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"), LONG);

    await().atMost(LONG).untilAsserted(() -> assertThat(recorder.messages)
        .containsExactly("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"));
    cat.stop(GRACE);
    assertThat(cat.exit()).isCompletedWithValueMatching(ExitStatus::clean);
    assertThat(cat.exit().join().requested()).isTrue();
  }

  @Test
  void givenChildThatPrintsNoise_whenItAlsoAnswers_thenNoiseGoesToTheLogAndMessagesArrive()
      throws Exception {
    Instance child = launch(
        "sh", "-c", "echo starting up; echo '{\"jsonrpc\":\"2.0\"}'; echo; echo '  bye'; cat");

    await().atMost(LONG).untilAsserted(() -> assertThat(recorder.lines)
        .containsExactly("STDOUT starting up", "STDOUT   bye"));
    assertThat(recorder.messages).containsExactly("{\"jsonrpc\":\"2.0\"}");
    child.stop(GRACE);
  }

  @Test
  void givenChildThatFails_whenItExits_thenStatusAndLastLinesAreKnown() throws Exception {
    Instance child = launch("sh", "-c", "echo 'cannot open database' >&2; exit 3");

    ExitStatus status = child.exit().get(20, TimeUnit.SECONDS);

    assertThat(status.exitCode()).hasValue(3);
    assertThat(status.description()).isEqualTo("exited with status 3");
    assertThat(status.requested()).isFalse();
    assertThat(recorder.lines).containsExactly("STDERR cannot open database");
    await().atMost(LONG).untilAsserted(() -> assertThat(recorder.closed)
        .containsExactly("the process exited with status 3"));
  }

  @Test
  void givenTreeThatIgnoresTermination_whenStopped_thenAllOfItIsKilled() throws Exception {
    Instance child = launch(
        "sh",
        "-c",
        "trap '' TERM; (trap '' TERM; while :; do sleep 1000; done) & echo up; "
            + "while :; do sleep 1000; done");
    await().atMost(LONG).until(() -> recorder.lines.contains("STDOUT up"));

    child.stop(GRACE);

    assertThat(child.exit().join().description()).isEqualTo("was ended by signal 9");
  }

  @Test
  void givenWrapperThatEndsFirst_whenItsChildStays_thenTheChildIsEndedToo() throws Exception {
    Instance wrapper = launch("sh", "-c", "sleep 1000 & echo $! >&2; exit 0");

    wrapper.exit().get(20, TimeUnit.SECONDS);

    long orphan = Long.parseLong(recorder.lines.getFirst().substring("STDERR ".length()));
    await()
        .atMost(LONG)
        .until(() -> ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void givenVariables_whenLaunched_thenOnlyHarmlessAndDeclaredOnesReachTheChild() throws Exception {
    var launch = ProcessLaunch.of("sh", "-c", "env | sort >&2")
        .withEnvironment(Map.of("API_KEY", "declared"));

    Instance child = runtime.launch(spec(launch), recorder);
    child.exit().get(20, TimeUnit.SECONDS);

    assertThat(recorder.lines).contains("STDERR HOME=/nowhere", "STDERR API_KEY=declared");
    assertThat(recorder.lines).noneMatch(line -> line.contains("DATABASE_PASSWORD"));
  }

  @Test
  void givenLineOverTheBound_whenItEnds_thenItIsReportedAndTheNextMessageArrives()
      throws Exception {
    Instance child = launch(
        "sh",
        "-c",
        "printf '{\"id\":7,'; head -c 11000000 /dev/zero | tr '\\0' x; echo; echo '{\"id\":8}'; cat");

    await().atMost(LONG).untilAsserted(() -> assertThat(recorder.messages)
        .containsExactly("{\"id\":8}"));
    assertThat(recorder.oversized).singleElement().satisfies(head -> assertThat(head)
        .startsWith("11000008 {\"id\":7,xxx"));
    child.stop(GRACE);
  }

  @Test
  void givenChildThatDoesNotRead_whenManyMessagesAreSent_thenSendingFailsInTimeAndStoppingWorks()
      throws Exception {
    Instance child = launch("sh", "-c", "exec sleep 1000");
    var big = message("{\"x\":\"" + "y".repeat(10_000) + "\"}");

    assertThatThrownBy(() -> {
          for (int i = 0; i < 3000; i++) {
            child.channel().send(big, Duration.ofMillis(50));
          }
        })
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.neverSent()).isTrue());
    child.stop(GRACE);
    assertThat(child.exit()).isDone();
  }

  @Test
  void givenWrongDefinitions_whenCheckedAndLaunched_thenTheProblemNamesItsField(
      @TempDir Path folder) {
    var noCommand = ProcessLaunch.of("no-such-command-here");
    var noFolder =
        ProcessLaunch.of("cat").withWorkingDirectory(folder.resolve("absent").toString());

    assertThat(runtime.check(noCommand)).extracting(Problem::field).containsExactly("command");
    assertThat(runtime.check(noFolder))
        .extracting(Problem::field)
        .containsExactly("workingDirectory");
    assertThat(runtime.check(ProcessLaunch.of("./run").withWorkingDirectory(folder.toString())))
        .extracting(Problem::code)
        .containsExactly(Problem.Code.NOT_FOUND);
    assertThat(runtime.check(ProcessLaunch.of("cat"))).isEmpty();
    assertThatThrownBy(() -> runtime.launch(spec(noCommand), recorder))
        .isInstanceOf(LaunchException.class);
    assertThatThrownBy(() -> runtime.launch(spec(noFolder), recorder))
        .isInstanceOf(LaunchException.class);
  }

  @Test
  void givenMoreSilentChildrenThanCarriers_whenAllWait_thenVirtualThreadsStillRun()
      throws Exception {
    var children = new ArrayList<Instance>();
    for (int i = 0; i < 280; i++) {
      children.add(launch("cat"));
    }

    var ran = new CountDownLatch(1);
    Thread.startVirtualThread(ran::countDown);

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    var stopped = children.stream()
        .map(child -> Thread.startVirtualThread(() -> stop(child)))
        .toList();
    for (Thread thread : stopped) {
      thread.join();
    }
    assertThat(children).allMatch(child -> child.exit().isDone());
  }

  @Test
  void givenManyShortLives_whenTheyEnd_thenEveryExitIsReported() throws Exception {
    var exits = IntStream.range(0, 40)
        .mapToObj(i -> {
          try {
            return launch("sh", "-c", "exit " + i);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        })
        .toList();

    for (int i = 0; i < exits.size(); i++) {
      assertThat(exits.get(i).exit().get(20, TimeUnit.SECONDS).exitCode()).hasValue(i);
    }
  }

  private static void stop(Instance child) {
    try {
      child.stop(LONG);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Instance launch(String command, String... arguments) throws InterruptedException {
    Instance instance = runtime.launch(spec(ProcessLaunch.of(command, arguments)), recorder);
    instance.channel().open(recorder);
    return instance;
  }

  private ProcessRuntime runtime() {
    return new ProcessRuntime(
        environment,
        endpoint -> {
          throw new AssertionError("no child here serves HTTP");
        },
        new ManualClock(),
        LineReader.MAX_MESSAGE);
  }

  private static LaunchSpec spec(ProcessLaunch launch) {
    var mark = new LaunchMark("m1", UUID.randomUUID().toString());
    return new LaunchSpec(ServerId.of("s1"), "child", 1, mark, launch, LONG, 65_536);
  }

  private static OutboundMessage message(String json) {
    return new OutboundMessage(json.getBytes(UTF_8), "ping", true);
  }

  /** Keeps what an instance wrote. */
  private static final class Recorder implements MessageChannel.Receiver, InstanceListener {

    final List<String> messages = new CopyOnWriteArrayList<>();
    final List<String> oversized = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(byte[] message) {
      messages.add(new String(message, UTF_8));
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      oversized.add(length + " " + new String(head, UTF_8));
    }

    @Override
    public void onClosed(String reason) {
      closed.add(reason);
    }

    @Override
    public void onLine(LogStream stream, String line) {
      lines.add(stream + " " + line);
    }
  }
}
