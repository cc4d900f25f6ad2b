package io.mcpmanager.docker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.docker.testkit.Engines;
import io.mcpmanager.docker.testkit.ScriptedEngine;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineException.Fault;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that come, go, hang and lie. */
@LeakFree
final class EngineLinkTest {

  private static final String ID = "c".repeat(64);

  @TempDir
  private Path folder;

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger available = new AtomicInteger();
  private ScriptedEngine scripted;
  private Engine engine;

  /** Remembers what it is told. */
  private static final class Told implements ContainerWatcher {

    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(ContainerEvent event) {
      all.add(event.kind() + " " + event.action());
    }

    @Override
    public void onEngineLost() {
      all.add("lost");
    }

    @Override
    public void onEngineBack(String state) {
      all.add("back " + state);
    }
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    if (scripted != null) {
      scripted.close();
    }
  }

  private Path socket() {
    return folder.resolve("engine.sock");
  }

  private void begin() throws Exception {
    scripted = ScriptedEngine.at(socket());
  }

  private void open() {
    engine = new Engine(Engines.at(socket()), clock, available::incrementAndGet);
    engine.start();
  }

  private void awaitPresent() {
    await().pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
      clock.advance(Duration.ofMillis(100));
      assertThat(engine.state()).isInstanceOf(EngineState.Present.class);
    });
  }

  private EngineException awaitAbsent() {
    await().pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
      clock.advance(Duration.ofMillis(100));
      assertThat(engine.state()).isInstanceOf(EngineState.Absent.class);
    });
    return ((EngineState.Absent) engine.state()).why();
  }

  @Test
  void givenNoEngine_whenOneAppears_thenThatIsToldAndItCanBeUsed() throws Exception {
    open();
    assertThatThrownBy(engine::require)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("there is no container engine")
        .hasMessageContaining("Install and start");
    assertThatThrownBy(() -> engine.client().pingCmd().exec()).isInstanceOf(EngineException.class);
    assertThat(available).hasValue(0);

    begin();
    scripted.honest();

    awaitPresent();
    assertThatCode(engine::require).doesNotThrowAnyException();
    await().untilAsserted(() -> assertThat(available).hasValue(1));
    engine.client().pingCmd().exec();
  }

  @Test
  void givenAnOldEngine_whenLookedAt_thenItIsRefusedWithBothVersions() throws Exception {
    begin();
    scripted.on("/version", e -> e.json("{\"Version\":\"19.03.1\",\"ApiVersion\":\"1.40\"}"));

    open();

    EngineException why = awaitAbsent();
    assertThat(why.fault()).isEqualTo(Fault.TOO_OLD);
    assertThat(why.found()).contains("19.03.1").contains("1.40").contains("1.41");
    assertThat(why.remedy()).contains("20.10");
  }

  @Test
  void givenAnEngineThatNoLongerKnowsOurVersion_whenSpokenWith_thenItsOldestIsSpoken()
      throws Exception {
    begin();
    scripted
        .honest()
        .on(
            "/version",
            e -> e.json(
                "{\"Version\":\"29.0\",\"ApiVersion\":\"1.52\",\"MinAPIVersion\":\"1.44\",\"Components\":[{\"Name\":\"Engine\"}]}"));

    open();

    awaitPresent();
    assertThat(((EngineState.Present) engine.state()).version()).satisfies(version -> {
      assertThat(version.spoken().getVersion()).isEqualTo("1.44");
      assertThat(version).hasToString("Docker Engine 29.0 (API 1.52)");
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>Hello</html>",
        "{}",
        "[]",
        "null",
        "",
        "{\"ApiVersion\":\"9999999999.1\"}",
        "{\"ApiVersion\":{}}"
      })
  void givenAnotherProgram_whenLookedAt_thenItIsCalledNoEngine(String body) throws Exception {
    begin();
    scripted.on("/version", e -> e.json(body));

    open();

    EngineException why = awaitAbsent();
    assertThat(why.fault()).isEqualTo(Fault.BROKEN);
    assertThat(why.found()).contains("no container engine");
  }

  @Test
  void givenAnEngineThatKeepsThisUserOut_whenLookedAt_thenThatIsSaid() throws Exception {
    begin();
    scripted.on("/version", e -> e.status(403, "{\"message\":\"authorization denied by plugin\"}"));

    open();

    assertThat(awaitAbsent().fault()).isEqualTo(Fault.NOT_PERMITTED);
  }

  @Test
  void givenEvents_whenTheyAreTold_thenOnlyThoseWhoWatchHear() throws Exception {
    var watching = new CountDownLatch(1);
    begin();
    scripted.honest().on("/events", e -> {
      e.begin();
      assertThat(watching.await(10, TimeUnit.SECONDS)).isTrue();
      e.chunk(event("d".repeat(64), "die", ""));
      e.chunk("\n");
      e.chunk("{\"Type\":\"network\"}\n{}\n");
      String health = event(ID, "health_status: healthy", "");
      e.chunk(health.substring(0, 20));
      e.chunk(health.substring(20));
      e.chunk(event(ID, "oom", "") + event(ID, "die", "\"exitCode\":\"137\""));
      e.chunk(event(ID, "remove", ""));
      scripted.hold();
    });
    open();
    awaitPresent();
    var told = new Told();
    Watch broken = engine.watch(ID, event -> {
      throw new IllegalStateException("on purpose");
    });
    Watch watch = engine.watch(ID, told);

    watching.countDown();

    await().untilAsserted(() -> assertThat(told.all)
        .containsExactly(
            "HEALTH health_status: healthy", "OUT_OF_MEMORY oom", "DIED die", "REMOVED remove"));
    assertThat(scripted.asked())
        .anyMatch(target ->
            target.startsWith("/events?filters=") && target.contains(Engine.MANAGER_LABEL));
    watch.close();
    broken.close();
  }

  @Test
  void givenAnEngineThatGoes_whenItIsBack_thenWhatWasMissedIsToldAndWhoeverWaitedToo()
      throws Exception {
    begin();
    scripted.honest();
    open();
    awaitPresent();
    String dead = "d".repeat(64);
    String gone = "e".repeat(64);
    String unlisted = "f".repeat(64);
    var told = List.of(new Told(), new Told(), new Told(), new Told());
    var watches = List.of(
        engine.watch(ID, told.get(0)),
        engine.watch(dead, told.get(1)),
        engine.watch(gone, told.get(2)),
        engine.watch(unlisted, told.get(3)));

    scripted.close();
    assertThat(awaitAbsent().fault()).isEqualTo(Fault.ABSENT);
    begin();
    scripted
        .honest()
        .on(
            "/containers/json",
            e -> e.json("[{\"Id\":\"" + ID + "\",\"State\":\"running\"},{\"Id\":\"" + dead
                + "\",\"State\":\"exited\"}]"))
        .on(
            "/containers/" + unlisted + "/json",
            e -> e.json("{\"State\":{\"Status\":\"paused\"}}"));

    awaitPresent();
    assertThat(told.get(0).all).containsExactly("lost", "back running");
    assertThat(told.get(1).all).containsExactly("lost", "DIED exited");
    assertThat(told.get(2).all).containsExactly("lost", "REMOVED missing");
    assertThat(told.get(3).all).containsExactly("lost", "back paused");
    await().untilAsserted(() -> assertThat(available).hasValue(2));
    watches.forEach(Watch::close);
  }

  @Test
  void givenAnEngineThatHangs_whenItMissesABeat_thenItCountsAsGone() throws Exception {
    begin();
    scripted.honest();
    open();
    awaitPresent();
    var told = new Told();
    Watch watch = engine.watch(ID, told);
    var pinged = new CountDownLatch(1);

    scripted.on("/_ping", e -> {
      pinged.countDown();
      scripted.hold();
    });
    scripted.on("/version", e -> scripted.hold());
    Thread time = Thread.ofVirtual().start(() -> clock.advance(Duration.ofSeconds(11)));
    assertThat(pinged.await(10, TimeUnit.SECONDS)).isTrue();

    await().pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
      clock.advance(Duration.ofSeconds(1));
      assertThat(told.all).containsExactly("lost");
    });
    assertThat(((EngineState.Absent) engine.state()).why().fault()).isEqualTo(Fault.NOT_ANSWERING);
    watch.close();
    time.join();
  }

  @Test
  void givenAStreamOfGarbage_whenFollowed_thenTheEngineIsNotOverrun() throws Exception {
    begin();
    scripted.honest().on("/events", e -> {
      e.begin();
      e.chunk("garbage\n");
    });
    open();

    await().pollInterval(Duration.ofMillis(10)).until(() -> {
      clock.advance(Duration.ofMillis(50));
      return scripted.asked("/events") >= 4;
    });

    // pauses of 100, 200 and 400 ms have passed
    assertThat(Duration.between(ManualClock.START, clock.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(700));
  }

  @Test
  void givenNoEngine_whenTimePasses_thenItIsLookedForMoreAndMoreRarely() throws Exception {
    begin();
    scripted.on("/version", e -> e.status(500, "{}"));
    open();
    long[] asked = new long[3];
    for (int i = 0; i < asked.length; i++) {
      for (int step = 0; step < 20; step++) {
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> engine.transport().exchanges() == 0 && clock.pending() > 0);
        clock.advance(Duration.ofMillis(100));
      }
      asked[i] = scripted.asked("/version");
    }

    assertThat(asked[0]).isBetween(3L, 6L);
    assertThat(asked[2] - asked[1]).isBetween(0L, 2L);
  }

  @Test
  void givenAnEngineThatTellsNoEvents_whenLookedAt_thenItCantBeUsed() throws Exception {
    begin();
    scripted.honest().on("/events", e -> e.status(500, "{\"message\":\"out of order\"}"));

    open();

    assertThat(awaitAbsent().found()).contains("can't be followed").contains("out of order");
  }

  @Test
  void givenAnEngine_whenClosedTwice_thenNothingGoesOn() throws Exception {
    begin();
    scripted.honest();
    open();
    awaitPresent();

    engine.close();
    engine.close();

    assertThat(engine.transport().exchanges()).isZero();
    assertThatThrownBy(() -> engine.client().pingCmd().exec()).hasMessageContaining("stopping");
  }

  private static String event(String id, String action, String attributes) {
    return "{\"Type\":\"container\",\"Action\":\"" + action + "\",\"Actor\":{\"ID\":\"" + id
        + "\",\"Attributes\":{" + attributes + "}},\"time\":1}\n";
  }
}
