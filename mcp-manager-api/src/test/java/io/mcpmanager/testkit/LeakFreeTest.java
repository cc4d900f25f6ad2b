package io.mcpmanager.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

final class LeakFreeTest {

  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Deque<AutoCloseable> leaks = new ArrayDeque<>();

  @AfterEach
  void clearUp() throws Exception {
    while (!leaks.isEmpty()) {
      leaks.pop().close();
    }
  }

  @Test
  void givenNothingNew_whenChecked_thenNothingIsSaid() throws Exception {
    LeakWatch watch = LeakWatch.begin();

    watch.assertNothingLeft(LONG);

    assertThat(watch.leftovers()).isEmpty();
  }

  @Test
  void givenThreadsThatStay_whenChecked_thenTheyAreNamedWithTheirPlace() {
    LeakWatch watch = LeakWatch.begin();
    var end = new CountDownLatch(1);
    leaks.push(end::countDown);
    Thread.ofPlatform().daemon().name("stays").start(() -> waitFor(end));
    Thread.ofVirtual().name("stays-too").start(() -> waitFor(end));

    assertThatThrownBy(() -> watch.assertNothingLeft(MOMENT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("\n  thread \"stays\"", "virtual thread \"stays-too\"")
        .hasMessageContaining("LeakFreeTest.waitFor");
  }

  @Test
  void givenThreadThatEndsSoon_whenChecked_thenItIsWaitedFor() throws Exception {
    LeakWatch watch = LeakWatch.begin();
    var end = new CountDownLatch(1);
    Thread.ofVirtual().name("ends").start(() -> waitFor(end));
    assertThat(watch.leftovers()).isNotEmpty();

    end.countDown();

    watch.assertNothingLeft(LONG);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void givenFilesSocketsAndProcessesThatStay_whenChecked_thenTheyAreNamed(@TempDir Path folder)
      throws Exception {
    LeakWatch watch = LeakWatch.begin();
    Path file = Files.writeString(folder.resolve("open.txt"), "text");
    InputStream reader = Files.newInputStream(file);
    leaks.push(reader);
    leaks.push(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    Process process = new ProcessBuilder("sleep", "1000").start();
    leaks.push(() -> {
      process.destroyForcibly();
      process.waitFor();
      process.getOutputStream().close();
    });

    assertThat(String.join("\n", watch.leftovers()))
        .contains("-> " + file, "-> socket:[", "process " + process.pid(), "sleep 1000");
    clearUp();
    watch.assertNothingLeft(LONG);
  }

  @Test
  void givenAnException_whenItMatches_thenItIsNotCounted() throws Exception {
    LeakWatch watch = LeakWatch.begin("thread \"known-\\d+\"");
    var end = new CountDownLatch(1);
    leaks.push(end::countDown);
    Thread.ofVirtual().name("known-1").start(() -> waitFor(end));

    watch.assertNothingLeft(LONG);
  }

  @Test
  void givenTestsThatLeak_whenRun_thenTheyFailAndTheOthersDoNot() {
    try {
      assertThat(run(LeakyTest.class))
          .containsExactlyInAnyOrder(
              "givenCleanTest: ok", "givenLeakInTest: left behind 1", "LeakyTest: left behind 1");
      assertThat(run(LeakyField.class)).contains("givenLeakInField: left behind 1");
      assertThat(run(LeakyClass.class))
          .containsExactlyInAnyOrder("givenCleanTest: ok", "LeakyClass: left behind 1");
    } finally {
      LeakyTest.END.countDown();
    }
  }

  private static List<String> run(Class<?> tests) {
    List<String> outcomes = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(tests))
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.getSource().isPresent()) {
                  outcomes.add(test.getDisplayName().replaceAll(".*\\$|\\(\\)", "") + ": "
                      + result.getThrowable().map(LeakFreeTest::outcome).orElse("ok"));
                }
              }
            });
    return outcomes;
  }

  private static String outcome(Throwable failure) {
    return String.valueOf(failure.getMessage()).startsWith("left behind")
        ? "left behind " + (failure.getMessage().split("\n  [^ ]").length - 1)
        : failure.toString();
  }

  private static void waitFor(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread leak() {
    return Thread.ofVirtual().name("leak").start(() -> waitFor(LeakyTest.END));
  }

  // what follows is run by the tests above only: the build passes nested classes over

  @LeakFree(seconds = 0)
  static final class LeakyTest {

    static final CountDownLatch END = new CountDownLatch(1);

    @Test
    void givenCleanTest() {}

    @Test
    void givenLeakInTest() {
      leak();
    }
  }

  @LeakFree(seconds = 0)
  static final class LeakyField {

    private final Thread thread = leak();

    @Test
    void givenLeakInField() {
      assertThat(thread.isAlive()).isTrue();
    }
  }

  @LeakFree(seconds = 0)
  static final class LeakyClass {

    @BeforeAll
    static void leakForAll() {
      leak();
    }

    @Test
    void givenCleanTest() {}
  }
}
