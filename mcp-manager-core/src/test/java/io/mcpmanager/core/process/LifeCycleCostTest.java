package io.mcpmanager.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Counts what children cost this process. The number of cycles is the system property {@code mcp.cycles}, 100 unless
 * given.
 */
@LeakFree
@EnabledOnOs(value = OS.LINUX, disabledReason = "counts in /proc")
@Requires("perl")
final class LifeCycleCostTest {

  private static final int CYCLES = Integer.getInteger("mcp.cycles", 100);
  private static final int AT_A_TIME = 10;
  private static final Duration GRACE = Duration.ofMillis(50);

  /** Each forks, escapes, ignores, closes or crashes in its own way. */
  private static final List<String> NASTY = List.of(
      Nursery.OBEDIENT,
      "system('sleep 1000 &'); " + Nursery.OBEDIENT,
      "$SIG{TERM} = 'IGNORE'; sleep 1000 while 1;",
      "close STDOUT; close STDERR; sleep 1000 while 1;",
      Nursery.ESCAPE + "escape(sub {}); " + Nursery.OBEDIENT,
      Nursery.ESCAPE + "escape(sub { close STDOUT; close STDERR; }); exit 3;",
      Nursery.ESCAPE + "escape(sub { %ENV = (); exec 'sleep', '1000'; }); kill 9, $$;",
      "print STDERR 'x' x 200_000; sleep 1000 while 1;");

  private final Nursery nursery = new Nursery();

  @AfterEach
  void close() {
    nursery.close();
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void givenManyNastyLives_whenAllHaveEnded_thenNoProcessThreadOrDescriptorIsLeft()
      throws Exception {
    cycles(AT_A_TIME);
    await().atMost(Nursery.LONG).until(() -> threads().isEmpty());
    int descriptors = descriptors();

    var tokens = new ArrayList<String>();
    for (int done = 0; done < CYCLES; done += AT_A_TIME) {
      tokens.addAll(cycles(AT_A_TIME));
    }

    await().atMost(Nursery.LONG).untilAsserted(() -> {
      assertThat(threads()).isEmpty();
      assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
      assertThat(nursery.zombies()).isZero();
    });
    assertThat(tokens).allMatch(token -> nursery.marked(token) == 0);
  }

  @Test
  void givenIdleChildren_whenTheyHaveBeenIdleForAWhile_thenEachCostsThreeThreadsAndDescriptors()
      throws Exception {
    int descriptors = descriptors();
    int children = 20;
    var idle = new ArrayList<Nursery.Child>();
    for (int i = 0; i < children; i++) {
      idle.add(nursery.launch("cat"));
    }

    // its two readers; the third, which awaits its end, is the JDK's
    await().atMost(Nursery.LONG).untilAsserted(() -> assertThat(threads()).hasSize(2 * children));
    assertThat(descriptors() - descriptors).isBetween(3 * children - 2, 3 * children + 2);
    for (Nursery.Child child : idle) {
      child.instance().stop(Nursery.LONG);
    }
    await().atMost(Nursery.LONG).untilAsserted(() -> {
      assertThat(threads()).isEmpty();
      assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
    });
  }

  private List<String> cycles(int count) throws InterruptedException {
    var tokens = new ArrayList<String>();
    var stops = new ArrayList<Thread>();
    for (int i = 0; i < count; i++) {
      var child = nursery.perl(NASTY.get(i % NASTY.size()));
      tokens.add(child.token());
      stops.add(Thread.startVirtualThread(() -> {
        try {
          child.instance().stop(GRACE);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }));
    }
    for (Thread stop : stops) {
      stop.join();
    }
    return tokens;
  }

  /** The threads that wait on the pipes of children. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("mcp-child-"))
        .toList();
  }

  private static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }
}
