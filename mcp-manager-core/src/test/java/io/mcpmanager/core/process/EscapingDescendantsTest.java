package io.mcpmanager.core.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.OutboundMessage;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@LeakFree
@EnabledOnOs(value = OS.LINUX, disabledReason = "descendants are found in /proc")
@Requires("perl")
final class EscapingDescendantsTest {

  private static final Duration GRACE = Duration.ofMillis(300);
  private static final Duration LONG = Nursery.LONG;

  private final Nursery nursery = new Nursery();

  @AfterEach
  void nothingIsLeftBehind() {
    nursery.close();
    await().atMost(LONG).untilAsserted(() -> assertThat(nursery.zombies()).isZero());
  }

  @Test
  void givenAGrandchildThatLeftGroupAndSession_whenStopped_thenItIsEnded() throws Exception {
    var child = nursery.perl(
        Nursery.ESCAPE + "escape(sub { print STDERR \"pid $$\\n\"; }); " + Nursery.OBEDIENT);
    long escaped = child.pids(1).getFirst();

    child.instance().stop(GRACE);

    assertThat(child.instance().exit()).isCompletedWithValueMatching(ExitStatus::clean);
    assertThat(nursery.isAlive(escaped)).isFalse();
    assertThat(nursery.marked(child.token())).isZero();
  }

  @Test
  void givenAChildThatCrashes_whenItsGrandchildHoldsTheOutputs_thenItIsEndedAndTheExitReported()
      throws Exception {
    var child = nursery.perl(Nursery.ESCAPE
        + "escape(sub { print STDERR \"pid $$\\n\"; }); <STDIN>; kill 9, $$; sleep 9;");
    long escaped = child.pids(1).getFirst();

    child.instance().channel().send(new OutboundMessage("{}".getBytes(UTF_8), null, false), LONG);
    ExitStatus exit = child.instance().exit().get(20, TimeUnit.SECONDS);

    assertThat(exit.exitCode()).hasValue(137);
    assertThat(nursery.isAlive(escaped)).isFalse();
    await().atMost(LONG).untilAsserted(() -> assertThat(child.lines().closed).hasSize(1));
  }

  @Test
  void givenAGrandchildThatClearedItsEnvironment_whenItHoldsAnOutput_thenItIsEnded()
      throws Exception {
    var child = nursery.perl(Nursery.ESCAPE
        + "escape(sub { print STDERR \"pid $$\\n\"; close STDIN; close STDERR; %ENV = ();"
        + " exec '/bin/sh', '-c', 'trap \"\" TERM; while :; do sleep 1000; done'; }); "
        + Nursery.OBEDIENT);
    long escaped = child.pids(1).getFirst();
    await().atMost(LONG).until(() -> nursery.marked(child.token()) == 1);

    child.instance().stop(GRACE);

    assertThat(nursery.isAlive(escaped)).isFalse();
  }

  @Test
  void givenAChildWithoutMarkOrPipes_whenItWasSeenWhileItsParentLived_thenItIsEnded()
      throws Exception {
    var child = nursery.perl("$| = 1; my $c = fork; if (!$c) { print STDERR \"pid $$\\n\";"
        + " open STDIN, '</dev/null'; open STDOUT, '>/dev/null'; open STDERR, '>/dev/null';"
        + " use POSIX; POSIX::setsid(); %ENV = ();"
        + " exec '/bin/sh', '-c', 'trap \"\" TERM; while :; do sleep 1000; done'; } "
        + Nursery.OBEDIENT);
    long escaped = child.pids(1).getFirst();
    await().atMost(LONG).until(() -> child.instance().usage().isPresent());

    child.instance().stop(GRACE);

    assertThat(nursery.isAlive(escaped)).isFalse();
  }

  @Test
  void givenAFamilyThatKeepsForking_whenStopped_thenNobodyIsLeft() throws Exception {
    var child =
        nursery.perl("$SIG{TERM} = 'IGNORE'; $SIG{CHLD} = 'IGNORE'; $| = 1; print \"up\\n\";"
            + " while (1) { if (!fork) { sleep 2; exit 0; } select(undef, undef, undef, 0.003); }");
    await().atMost(LONG).until(() -> child.lines().texts.contains("up"));

    child.instance().stop(GRACE);

    assertThat(nursery.marked(child.token())).isZero();
  }

  @Test
  void givenAChildThatIgnoresEverything_whenStopped_thenItIsKilledInTime() throws Exception {
    var child =
        nursery.perl("$SIG{TERM} = $SIG{INT} = $SIG{HUP} = 'IGNORE'; $| = 1; print \"up\\n\";"
            + " close STDOUT; sleep 1000 while 1;");
    await().atMost(LONG).until(() -> child.lines().texts.contains("up"));
    long begin = System.nanoTime();

    child.instance().stop(GRACE);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertThat(child.instance().exit().join().description()).isEqualTo("was ended by signal 9");
  }

  @Test
  void givenABusyFamily_whenItIsLookedAt_thenWhatItTakesIsAddedUp() throws Exception {
    var child =
        nursery.perl("my $x = 'x' x 30_000_000; if (!fork) { 1 while 1; } " + Nursery.OBEDIENT);

    await()
        .atMost(LONG)
        .until(() -> child.instance().usage().flatMap(ResourceUsage::cpu).isPresent());

    ResourceUsage usage = child.instance().usage().orElseThrow();
    assertThat(usage.processes()).isEqualTo(2);
    assertThat(usage.threadCount()).hasValue(2);
    assertThat(usage.memory().orElseThrow()).isBetween(30_000_000L, 1_000_000_000L);
    assertThat(usage.openFileCount().orElseThrow()).isBetween(6, 40);
    child.instance().stop(GRACE);
  }
}
