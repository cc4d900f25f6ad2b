package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.LeakFree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instances that were running before this life of the manager. */
@LeakFree
final class AdoptionTest {

  private final Bench bench = new Bench().started();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void givenAnInstanceOfAnEarlierLife_whenItAnswers_thenItGoesOn() {
    ServerId id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.isTakenOver());

    bench.start(id);

    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(1);
  }

  @Test
  void givenAnInstanceOfAnEarlierLife_whenItRefusesToShakeHands_thenAFreshOneIsLaunchedAtOnce() {
    ServerId id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.isTakenOver(), LaunchStep.staysUp());
    bench.connector.refusals.put("echo", "already initialized");
    bench.runtime.channels(channel -> {
      if (bench.runtime.launchesOf("echo") > 1) {
        bench.connector.refusals.remove("echo");
      }
    });

    bench.start(id);

    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(2);
    assertThat(bench.runtime.alive()).hasSize(1);
    assertThat(bench.runtime.violations()).isEmpty();
    assertThat(bench.moves(id)).containsExactly("stopped-starting", "starting-running");
    assertThat(bench.log).anyMatch(line -> line.contains("could not be taken over"));
  }

  @Test
  void givenAFreshInstance_whenItRefusesToShakeHands_thenItIsNotLaunchedOnceMore() {
    ServerId id = bench.create("echo");
    bench.runtime.on("echo", LaunchStep.isTakenOver(), LaunchStep.staysUp());
    bench.connector.refusals.put("echo", "never");

    bench.start(id);

    assertThat(bench.runtime.launchesOf("echo")).isEqualTo(2);
    assertThat(bench.runtime.alive()).isEmpty();
  }
}
