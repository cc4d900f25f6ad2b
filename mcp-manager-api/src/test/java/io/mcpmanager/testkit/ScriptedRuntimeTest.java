package io.mcpmanager.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.OutboundMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ScriptedRuntimeTest {

  private final ScriptedRuntime runtime = new ScriptedRuntime();

  @Test
  void givenScript_whenLaunched_thenStepsFollowEachOther() throws InterruptedException {
    var lines = new ArrayList<String>();
    runtime.on("echo", LaunchStep.fails("no such file"), LaunchStep.exits(3, "out of memory"));

    assertThatThrownBy(() -> runtime.launch(spec(1), InstanceListener.NONE))
        .isInstanceOf(LaunchException.class)
        .hasMessage("no such file");
    var exited = runtime.launch(spec(2), (stream, line) -> lines.add(stream + " " + line));
    var alive = runtime.launch(spec(3), InstanceListener.NONE);

    assertThat(exited.exit().join().code()).isEqualTo(3);
    assertThat(lines).containsExactly("STDERR out of memory");
    assertThat(runtime.alive()).containsExactly(alive);
    assertThat(runtime.launchesOf("echo")).isEqualTo(3);
    assertThat(runtime.violations()).isEmpty();
  }

  @Test
  void givenLiveInstance_whenLaunchedAgain_thenThatIsAViolation() throws InterruptedException {
    runtime.launch(spec(1), InstanceListener.NONE);

    runtime.launch(spec(2), InstanceListener.NONE);

    assertThat(runtime.violations()).hasSize(1);
  }

  @Test
  void givenInstanceThatRefusesToStop_whenStopped_thenItLivesOn() throws InterruptedException {
    runtime.on("echo", LaunchStep.staysUp().whenStopped(LaunchStep.WhenStopped.REFUSES));
    var instance = runtime.launch(spec(1), InstanceListener.NONE);

    assertThatThrownBy(() -> instance.stop(Duration.ZERO))
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STOP_FAILED));

    assertThat(instance.isAlive()).isTrue();
    runtime.close();
    assertThat(instance.isAlive()).isFalse();
  }

  @Test
  void givenChannel_whenTheTestPlaysTheServer_thenMessagesTravelBothWays()
      throws InterruptedException {
    var received = new ArrayList<String>();
    var instance = runtime.launch(spec(1), InstanceListener.NONE);
    ScriptedChannel channel = instance.channel();
    channel.answerWith(message -> Optional.of("answer to " + message));
    channel.open(new Recorder(received));

    channel.send(new OutboundMessage("ping".getBytes(UTF_8), "ping", true), Duration.ofSeconds(1));
    channel.deliver("hello");
    instance.write(LogStream.STDERR, "ignored");
    instance.exit(0);

    assertThat(channel.awaitSent(Duration.ofSeconds(1))).isEqualTo("ping");
    assertThat(received).containsExactly("answer to ping", "hello", "closed: exited with status 0");
    assertThatThrownBy(() ->
            channel.send(new OutboundMessage(new byte[0], null, false), Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.neverSent()).isTrue());
  }

  private static LaunchSpec spec(long generation) {
    return new LaunchSpec(
        ServerId.of("s1"),
        "echo",
        generation,
        new LaunchMark("manager", "token-" + generation),
        ProcessLaunch.of("echo"),
        Duration.ofSeconds(1),
        1000);
  }

  private record Recorder(List<String> received) implements MessageChannel.Receiver {
    @Override
    public void onMessage(byte[] message) {
      received.add(new String(message, UTF_8));
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      received.add("oversized: " + length);
    }

    @Override
    public void onClosed(String reason) {
      received.add("closed: " + reason);
    }
  }
}
