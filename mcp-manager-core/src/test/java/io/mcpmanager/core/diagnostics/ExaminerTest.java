package io.mcpmanager.core.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.DiagnosticsReport;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class ExaminerTest {

  private static final CallContext CONTEXT = CallContext.system("test");
  private static final Duration LIMIT = Duration.ofMillis(300);

  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void free() {
    never.countDown();
  }

  @FunctionalInterface
  private interface Look {
    List<Finding> look(CallContext context) throws Exception;
  }

  @Test
  void givenChecks_whenExamined_thenTheirFindingsComeInOrderAndTheWorstCounts() throws Exception {
    var report = examine(
        check("a", context -> List.of(Finding.ok("a", "fine"))),
        check(
            "b",
            context -> List.of(
                Finding.warning("b.one", "low", "do x").about("files"),
                Finding.skipped("b.two", "no", ""))));

    assertThat(report.findings())
        .extracting(Finding::id, Finding::subject)
        .containsExactly(tuple("a", ""), tuple("b.one", "files"), tuple("b.two", ""));
    assertThat(report.worst()).isEqualTo(Finding.Status.WARNING);
    assertThat(report.time()).isEqualTo(ManualClock.START);
  }

  @Test
  void givenCheckThatHangs_whenExamined_thenTheOthersAnswerAndItIsNotStartedTwice()
      throws Exception {
    var starts = new AtomicInteger();
    try (var examiner = examiner(
        check("hangs", context -> {
          starts.incrementAndGet();
          awaitIgnoringInterrupts();
          return List.of();
        }),
        check("fine", context -> List.of(Finding.ok("fine", "fine"))))) {

      DiagnosticsReport first = examiner.examine(CONTEXT);
      DiagnosticsReport second = examiner.examine(CONTEXT);

      assertThat(first.findings())
          .extracting(Finding::id, Finding::status)
          .containsExactly(
              tuple("hangs", Finding.Status.PROBLEM), tuple("fine", Finding.Status.OK));
      assertThat(first.findings().getFirst().remedy()).contains("mcp-check-hangs");
      assertThat(second.findings().getFirst().found()).contains("still hangs");
      assertThat(starts).hasValue(1);
      never.countDown();
      await()
          .untilAsserted(() ->
              assertThat(examiner.examine(CONTEXT).findings().getFirst().id()).isEqualTo("fine"));
    }
  }

  @Test
  void givenCheckThatAnswersInterruption_whenItTakesTooLong_thenItsThreadEnds() throws Exception {
    examine(check("slow", context -> {
      never.await();
      return List.of();
    }));

    await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("mcp-check-slow"));
  }

  @Test
  void givenChecksThatFail_whenExamined_thenOnlyOurOwnMessagesAreShown() throws Exception {
    var report = examine(
        check("ours", context -> {
          throw new McpManagerException(ErrorCode.STORE_FAILED, "the disk is full");
        }),
        check("foreign", context -> {
          throw new IllegalStateException("password=hunter2");
        }),
        check("error", context -> {
          throw new StackOverflowError();
        }));

    assertThat(report.findings())
        .extracting(Finding::found)
        .containsExactly(
            "the check failed: the disk is full",
            "the check failed: IllegalStateException",
            "the check failed: StackOverflowError");
  }

  @Test
  void givenCheckWithManyFindings_whenExamined_thenTheyAreCutAndTheWorstIsKept() throws Exception {
    var report = examine(check("many", context -> IntStream.range(0, 1000)
        .mapToObj(i ->
            i == 900 ? Finding.problem("many.x", "bad", "mend it") : Finding.ok("many.x", "fine"))
        .toList()));

    assertThat(report.findings()).hasSize(101);
    assertThat(report.findings().getLast().found()).isEqualTo("900 more findings are not shown");
    assertThat(report.worst()).isEqualTo(Finding.Status.PROBLEM);
  }

  @Test
  void givenThreads_whenDumped_thenVirtualOnesAreThere() throws Exception {
    var running = new CountDownLatch(1);
    Thread thread = Thread.ofVirtual().name("looked-for").start(() -> {
      running.countDown();
      awaitIgnoringInterrupts();
    });
    running.await();

    try (var examiner = examiner()) {
      assertThat(examiner.threadDump(CONTEXT))
          .startsWith("No platform threads are deadlocked.")
          .contains("looked-for", "awaitIgnoringInterrupts");
    }
    never.countDown();
    thread.join();
  }

  private void awaitIgnoringInterrupts() {
    while (never.getCount() > 0) {
      try {
        never.await();
      } catch (InterruptedException goOn) {
        // as a read of a broken file system does
      }
    }
  }

  private static DiagnosticsReport examine(DiagnosticCheck... checks) throws InterruptedException {
    try (var examiner = examiner(checks)) {
      return examiner.examine(CONTEXT);
    }
  }

  private static Examiner examiner(DiagnosticCheck... checks) {
    return new Examiner(List.of(checks), new ManualClock(), LIMIT);
  }

  private static DiagnosticCheck check(String id, Look look) {
    return new DiagnosticCheck() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public List<Finding> examine(CallContext context) throws Exception {
        return look.look(context);
      }
    };
  }
}
