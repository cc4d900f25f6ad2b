package io.mcpmanager.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.testkit.LaunchStep;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ScriptedInstance;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class SiblingsTest {

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private ServerId start() {
    bench.started();
    ServerId id = bench.create("files");
    bench.start(id);
    return id;
  }

  private Life life() {
    return bench.connector.lives.get("files");
  }

  private int alive() {
    return bench.runtime.alive().size();
  }

  @Test
  void givenRunningServer_whenOneMoreIsLaunched_thenItHasAMarkOfItsOwnAndIsCounted()
      throws Exception {
    ServerId id = start();

    Sibling sibling = life().launchSibling(Principal.SYSTEM);

    assertThat(bench.runtime.launches()).hasSize(2);
    assertThat(bench.runtime.launches().get(1).mark().token())
        .isNotEqualTo(bench.runtime.launches().get(0).mark().token());
    assertThat(sibling.instance()).isSameAs(bench.instance("files"));
    assertThat(sibling.id()).isEqualTo(id);
    assertThat(sibling.generation()).isEqualTo(life().generation());
    assertThat(bench.get(id).liveInstance().orElseThrow().isolated()).isEqualTo(1);
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
  }

  @Test
  void givenOneMore_whenClosed_thenOnlyItEnds() throws Exception {
    ServerId id = start();
    Sibling sibling = life().launchSibling(Principal.SYSTEM);

    sibling.close();
    sibling.close();

    await().until(() -> alive() == 1);
    await().until(() -> bench.get(id).liveInstance().orElseThrow().isolated() == 0);
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
  }

  @Test
  void givenSeveral_whenServerIsStopped_thenAllHaveEndedByThen() throws Exception {
    ServerId id = start();
    life().launchSibling(Principal.SYSTEM);
    life().launchSibling(Principal.SYSTEM);

    bench.execute(id, new ServerCommand.Stop());

    assertThat(alive()).isZero();
    assertThatThrownBy(() -> life().launchSibling(Principal.SYSTEM))
        .isInstanceOf(McpManagerException.class);
    assertThat(bench.runtime.launches()).hasSize(3);
  }

  @Test
  void givenSeveral_whenTheOneThatAnswersDies_thenTheOthersEndToo() throws Exception {
    ServerId id = start();
    ScriptedInstance main = bench.instance("files");
    life().launchSibling(Principal.SYSTEM);

    main.exit(3);

    await().until(() -> alive() == 0);
    assertThat(bench.state(id)).isIn(ServerState.ERROR, ServerState.STOPPED);
  }

  @Test
  void givenOneMore_whenItDies_thenTheServerGoesOn() throws Exception {
    ServerId id = start();
    Sibling sibling = life().launchSibling(Principal.SYSTEM);

    bench.instance("files").write(LogStream.STDERR, "out of luck");
    bench.instance("files").exit(3);

    await().until(() -> bench.get(id).liveInstance().orElseThrow().isolated() == 0);
    assertThat(bench.state(id)).isEqualTo(ServerState.RUNNING);
    assertThat(sibling.lastWords().errorLines()).containsExactly("out of luck");
    assertThat(bench.log).anyMatch(line -> line.contains("out of luck"));
  }

  @Test
  void givenLaunchThatFails_whenOneMoreIsLaunched_thenItSaysWhyAndNothingIsCounted()
      throws Exception {
    bench.runtime.on("files", LaunchStep.staysUp(), LaunchStep.fails("no memory"));
    ServerId id = start();

    assertThatThrownBy(() -> life().launchSibling(Principal.SYSTEM))
        .hasMessageContaining("no memory");

    assertThat(bench.get(id).liveInstance().orElseThrow().isolated()).isZero();
    assertThat(life().launchSibling(Principal.SYSTEM)).isNotNull();
  }

  @Test
  void givenLaunchThatHangs_whenServerIsStopped_thenItIsCalledOff() throws Exception {
    bench.runtime.on("files", LaunchStep.staysUp(), LaunchStep.hangs());
    ServerId id = start();
    var launched = new CompletableFuture<Sibling>();
    Thread.ofVirtual().start(() -> {
      try {
        launched.complete(life().launchSibling(Principal.SYSTEM));
      } catch (InterruptedException | RuntimeException e) {
        launched.completeExceptionally(e);
      }
    });
    await().until(() -> bench.runtime.launches().size() == 2);

    bench.execute(id, new ServerCommand.Stop());

    await().until(launched::isCompletedExceptionally);
    assertThat(alive()).isZero();
  }
}
