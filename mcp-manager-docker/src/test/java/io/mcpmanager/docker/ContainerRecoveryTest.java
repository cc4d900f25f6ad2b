package io.mcpmanager.docker;

import static io.mcpmanager.docker.Containers.GRACE;
import static io.mcpmanager.docker.Containers.SOON;
import static io.mcpmanager.docker.Containers.ask;
import static io.mcpmanager.docker.Containers.exitOf;
import static io.mcpmanager.docker.Containers.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.Containers.Inbox;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A manager is killed, and the next one finds what it has left. */
@Requires({"docker", "busybox"})
@LeakFree
final class ContainerRecoveryTest {

  private final Containers containers = new Containers();
  private DockerRuntime first;

  @BeforeEach
  void open() {
    first = containers.runtime();
  }

  @AfterEach
  void close() throws Exception {
    containers.close();
    assertThat(containers.all()).isEmpty();
  }

  private static InstanceRecord noted(LaunchSpec spec) {
    return new InstanceRecord(spec.mark().token(), spec.server(), "docker", Instant.EPOCH, null);
  }

  private List<Leftover> recover(
      DockerRuntime runtime, List<InstanceRecord> noted, String... wanted)
      throws InterruptedException {
    Set<ServerId> servers = Set.of(wanted).stream().map(ServerId::of).collect(Collectors.toSet());
    return runtime.recover(containers.manager, noted, servers::contains);
  }

  private static Map<String, Outcome> outcomes(List<Leftover> leftovers) {
    return leftovers.stream().collect(Collectors.toMap(Leftover::token, Leftover::outcome));
  }

  @Test
  void givenAServerThatIsToRun_whenTheManagerWasKilled_thenItsContainerGoesOn() throws Exception {
    LaunchSpec spec = containers.spec("a", 3, containers.server());
    Instance before = first.launch(spec, containers.listener);
    var inbox = new Inbox();
    before.channel().open(inbox);
    String running = Containers.run(before, inbox, 1, "echo kept > /tmp/note; cat /tmp/note");
    assertThat(running).contains("kept");
    Containers.kill(first);

    DockerRuntime second = containers.runtime();
    List<Leftover> found = recover(second, List.of(noted(spec)), "a");
    assertThat(found)
        .containsExactly(new Leftover(spec.mark().token(), ServerId.of("a"), 1, Outcome.ADOPTED));
    LaunchSpec again = containers.spec("a", 4, containers.server(), spec.mark().token());
    assertThat(second.install(again, containers.listener)).isEmpty();
    Instance after = second.launch(again, containers.listener);

    assertThat(id(after)).isEqualTo(id(before));
    assertThat(after.adopted()).isTrue();
    assertThat(after.container().orElseThrow().adopted()).isTrue();
    var newInbox = new Inbox();
    after.channel().open(newInbox);
    assertThat(Containers.run(after, newInbox, 2, "cat /tmp/note")).contains("kept");
    assertThat(containers.all()).hasSize(1);
    after.stop(GRACE);
    assertThat(exitOf(after).requested()).isTrue();
    assertThat(containers.all()).isEmpty();
  }

  @Test
  void givenManyContainers_whenTheManagerWasKilled_thenOneOfEachServerToRunIsKept()
      throws Exception {
    LaunchSpec older = containers.spec("a", 1, containers.server());
    LaunchSpec newer = containers.spec("a", 2, containers.server());
    LaunchSpec stopped = containers.spec("b", 1, containers.server());
    LaunchSpec exited = containers.spec("c", 1, containers.server());
    for (LaunchSpec spec : List.of(older, newer, stopped)) {
      first.launch(spec, containers.listener);
    }
    String dead = id(first.launch(exited, containers.listener));
    Containers.kill(first);
    containers.engine.kill(dead, "KILL");
    var gone = new InstanceRecord("gone", ServerId.of("d"), "docker", Instant.EPOCH, null);

    DockerRuntime second = containers.runtime();
    List<Leftover> found = recover(second, List.of(noted(older), gone), "a", "c", "d");

    assertThat(outcomes(found))
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            older.mark().token(),
            Outcome.ENDED,
            newer.mark().token(),
            Outcome.ADOPTED,
            stopped.mark().token(),
            Outcome.ENDED,
            exited.mark().token(),
            Outcome.ENDED,
            "gone",
            Outcome.GONE));
    assertThat(containers.all()).hasSize(1);
    assertThat(outcomes(recover(second, List.of(), "a")))
        .containsExactly(Map.entry(newer.mark().token(), Outcome.ADOPTED));
  }

  @Test
  void givenContainersOfOthers_whenRecovered_thenTheyAreLeftAlone() throws Exception {
    try (var others = new Containers()) {
      DockerRuntime other = others.runtime();
      Instance theirs = other.launch(others.spec("a", 9, others.server()), others.listener);
      // labels alone prove nothing: an image can bring them along
      String stranger = stranger();

      LaunchSpec spec = containers.spec("a", 1, containers.server());
      Instance alive = first.launch(spec, containers.listener);
      assertThat(recover(first, List.of(), "a")).isEmpty();

      assertThat(theirs.isAlive()).isTrue();
      assertThat(alive.isAlive()).isTrue();
      assertThat(containers.all()).contains(stranger);
      containers.engine.remove(stranger);
    }
  }

  private String stranger() throws Exception {
    String labels = "{\"" + Ownership.MANAGER + "\":\"" + containers.manager + "\",\""
        + Ownership.SERVER + "\":\"a\",\"" + Ownership.TOKEN + "\":\"t\",\"" + Ownership.GENERATION
        + "\":\"1\"}";
    String created = containers
        .engine
        .send(
            "POST",
            "/containers/create",
            "{\"Image\":\"" + containers.image() + "\",\"Labels\":" + labels + "}")
        .body();
    return created.replaceAll("(?s).*\"Id\":\"([0-9a-f]{64})\".*", "$1");
  }

  @Test
  void givenADefinitionThatHasChanged_whenLaunched_thenTheContainerIsReplaced() throws Exception {
    LaunchSpec spec = containers.spec("a", 1, containers.server());
    Instance before = first.launch(spec, containers.listener);
    Containers.kill(first);

    DockerRuntime second = containers.runtime();
    recover(second, List.of(noted(spec)), "a");
    var changed = containers.server().withEnvironment(Map.of("NEW", "1"));
    LaunchSpec again = containers.spec("a", 2, changed, spec.mark().token());
    assertThat(second.install(again, containers.listener)).isPresent();
    Instance after = second.launch(again, containers.listener);

    assertThat(after.adopted()).isFalse();
    assertThat(id(after)).isNotEqualTo(id(before));
    assertThat(containers.all()).containsExactly(id(after));
    var inbox = new Inbox();
    after.channel().open(inbox);
    assertThat(ask(after, inbox, 5, "ping", "{}")).contains("\"id\":5");
  }

  @Test
  void givenAContainerThatEndedMeanwhile_whenItIsToBeTakenOver_thenAFreshOneIsLaunched()
      throws Exception {
    LaunchSpec spec = containers.spec("a", 1, containers.server());
    Instance before = first.launch(spec, containers.listener);
    Containers.kill(first);
    DockerRuntime second = containers.runtime();
    recover(second, List.of(noted(spec)), "a");

    containers.engine.kill(id(before), "KILL");
    Instance after = second.launch(
        containers.spec("a", 2, containers.server(), spec.mark().token()), containers.listener);

    assertThat(after.adopted()).isFalse();
    assertThat(containers.all()).containsExactly(id(after));
  }

  @Test
  void givenAContainerThatNobodyTookOver_whenTheManagerStops_thenItIsRemoved() throws Exception {
    LaunchSpec spec = containers.spec("a", 1, containers.server());
    first.launch(spec, containers.listener);
    Containers.kill(first);
    DockerRuntime second = containers.runtime();
    recover(second, List.of(noted(spec)), "a");
    assertThat(containers.all()).hasSize(1);

    second.close();

    assertThat(containers.all()).isEmpty();
  }

  @Test
  void givenAnEngineThatIsLost_whenItWas_thenTheInstancesEndWithThatReason() throws Exception {
    Instance instance =
        first.launch(containers.spec("a", 1, containers.server()), containers.listener);
    var inbox = new Inbox();
    instance.channel().open(inbox);

    Containers.kill(first);

    assertThat(exitOf(instance).requested()).isFalse();
    assertThat(exitOf(instance).exitCode()).isEmpty();
    assertThat(exitOf(instance).description()).contains("engine can't be reached any more");
    await().atMost(SOON).until(() -> !inbox.closed.isEmpty());
  }
}
