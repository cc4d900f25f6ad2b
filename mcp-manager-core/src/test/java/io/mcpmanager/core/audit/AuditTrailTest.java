package io.mcpmanager.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditEntry;
import io.mcpmanager.api.audit.AuditFault;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.audit.AuditPage;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.audit.AuditVerification;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.core.secret.Keyring;
import io.mcpmanager.core.secret.StoredKeyring;
import io.mcpmanager.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditTrailTest {

  private static final CallContext ADA = person("user:ada1", "default");
  private static final CallContext BOB = person("user:bob2", "default");
  private static final CallContext ELSEWHERE = person("user:eve3", "other");

  @TempDir
  Path folder;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T12:00:00Z"));
  private final InMemoryStore store = new InMemoryStore();
  private final Keyring keyring = new StoredKeyring(store, null, clock);
  private AuditTrail trail;

  @BeforeEach
  void open() {
    trail = trail(AuditRetention.DEFAULT);
  }

  private AuditTrail trail(AuditRetention retention) {
    return new AuditTrail(store, keyring, retention, folder.resolve("audit-anchors.ndjson"), clock);
  }

  @AfterEach
  void close() {
    trail.close();
    store.close();
  }

  @Test
  void givenEntry_whenRead_thenItSaysWhoDidWhatFromWhereAndHowItEnded() {
    trail.use(principal -> "Ada");

    trail.record(
        ADA, "servers.create", "server:files", AuditResult.DONE, Map.of("reason", "wanted"));

    AuditEntry entry = newest(ADA);
    assertThat(entry.sequence()).isOne();
    assertThat(entry.time()).isEqualTo(clock.now());
    assertThat(entry.actor()).isEqualTo(ADA.principal());
    assertThat(entry.actorName()).isEqualTo("Ada");
    assertThat(entry.address()).isEqualTo("192.0.2.7");
    assertThat(entry.correlationId()).isEqualTo("request-1");
    assertThat(entry.action()).isEqualTo("servers.create");
    assertThat(entry.target()).isEqualTo("server:files");
    assertThat(entry.result()).isEqualTo(AuditResult.DONE);
    assertThat(entry.details()).containsEntry("reason", "wanted");
    assertThat(entry.erased()).isFalse();
  }

  @Test
  void givenEntries_whenPaged_thenEachComesOnceAndInOrder() {
    fill(ADA, 25);

    AuditPage first = trail.before(ADA, AuditFilter.ALL, Long.MAX_VALUE, 10);
    AuditPage second = trail.before(ADA, AuditFilter.ALL, first.nextCursor(), 10);
    AuditPage third = trail.before(ADA, AuditFilter.ALL, second.nextCursor(), 10);

    assertThat(sequences(first.entries())).startsWith(25L).endsWith(16L);
    assertThat(sequences(second.entries())).startsWith(15L).endsWith(6L);
    assertThat(sequences(third.entries())).startsWith(5L).endsWith(1L);
    assertThat(third.nextCursor()).isZero();
    assertThat(sequences(trail.after(ADA, AuditFilter.ALL, 20, 10).entries()))
        .containsExactly(21L, 22L, 23L, 24L, 25L);
  }

  @Test
  void givenEntries_whenFiltered_thenOnlyThoseThatPassAllAreThere() {
    trail.record(ADA, "servers.create", "server:a", AuditResult.DONE, Map.of("x", "Blue"));
    trail.record(BOB, "servers.delete", "server:b", AuditResult.DENIED, Map.of());
    clock.advance(Duration.ofMinutes(1));
    trail.record(ADA, "users.create", "user:77", AuditResult.FAILED, Map.of());

    assertThat(filtered("user:ada1", "", "", Set.of(), "")).containsExactly(1L, 3L);
    assertThat(filtered("", "servers.", "", Set.of(), "")).containsExactly(1L, 2L);
    assertThat(filtered("", "", "user:", Set.of(), "")).containsExactly(3L);
    assertThat(filtered("", "", "", Set.of(AuditResult.DENIED), "")).containsExactly(2L);
    assertThat(filtered("", "", "", Set.of(), "bLUe")).containsExactly(1L);
    assertThat(filtered("", "", "", Set.of(), "192.0.2.7")).containsExactly(1L, 2L, 3L);
    assertThat(filtered("user:ada1", "servers.", "", Set.of(AuditResult.DENIED), ""))
        .isEmpty();
    var late = new AuditFilter("", "", "", Set.of(), clock.now(), null, "");
    assertThat(sequences(trail.after(ADA, late, 0, 10).entries())).containsExactly(3L);
  }

  @Test
  void givenTwoTenants_whenRead_thenEachHasATrailOfItsOwn() {
    fill(ADA, 3);
    fill(ELSEWHERE, 2);

    assertThat(sequences(all(ELSEWHERE))).containsExactly(1L, 2L);
    assertThat(all(ELSEWHERE)).allMatch(entry -> entry.tenant().equals("other"));
    assertThat(all(ADA)).hasSize(3);
    assertThat(trail.verifyAll(ADA))
        .extracting(AuditVerification::tenant)
        .containsExactly("default", "other");
  }

  @Test
  void givenUntouchedTrail_whenVerified_thenItIsIntact() {
    fill(ADA, 2500);

    AuditVerification found = trail.verify(ADA);

    assertThat(found.fault()).isEmpty();
    assertThat(found.entries()).isEqualTo(2500);
    assertThat(found.lastSequence()).isEqualTo(2500);
  }

  @Test
  void givenNothingWritten_whenVerified_thenItIsIntact() {
    assertThat(trail.verify(ADA).intact()).isTrue();
    assertThat(trail.verify(ADA).entries()).isZero();
    assertThat(trail.verifyAll(ADA)).isEmpty();
  }

  @Test
  void givenManyThreads_whenTheyRecord_thenEveryEntryIsThereAndTheChainIsWhole() throws Exception {
    var tasks = new ArrayList<Callable<Integer>>();
    for (int thread = 0; thread < 64; thread++) {
      CallContext context = thread % 2 == 0 ? ADA : ELSEWHERE;
      String name = "thread-" + thread;
      tasks.add(() -> {
        for (int i = 0; i < 50; i++) {
          trail.record(context, "test.do", name, AuditResult.DONE, Map.of("n", "" + i));
        }
        return 50;
      });
    }
    try (var threads = Executors.newFixedThreadPool(64)) {
      for (Future<Integer> done : threads.invokeAll(tasks)) {
        assertThat(done.get()).isEqualTo(50);
      }
    }

    assertThat(trail.verify(ADA).entries()).isEqualTo(1600);
    assertThat(trail.verify(ELSEWHERE).entries()).isEqualTo(1600);
    assertThat(trail.verifyAll(ADA)).allMatch(AuditVerification::intact);
    var counts = new java.util.HashMap<String, Integer>();
    all(ADA).forEach(entry -> counts.merge(entry.target(), 1, Integer::sum));
    assertThat(counts).hasSize(32).allSatisfy((name, count) -> assertThat(count).isEqualTo(50));
  }

  @Test
  void givenClosedTrail_whenOpenedAgain_thenTheChainGoesOn() {
    fill(ADA, 3);
    trail.close();
    open();
    fill(ADA, 2);

    assertThat(trail.verify(ADA).entries()).isEqualTo(5);
    assertThat(trail.verify(ADA).intact()).isTrue();
  }

  @Test
  void givenWordsWithoutEnd_whenRecorded_thenTheyAreCutAndTheRestIsThere() {
    String endless = "x".repeat(100_000);

    trail.record(ADA, "a" + endless, "t" + endless, AuditResult.DENIED, Map.of("k", endless));

    AuditEntry entry = newest(ADA);
    assertThat(entry.action()).hasSize(1024).endsWith("…");
    assertThat(entry.target()).hasSize(1024);
    assertThat(entry.details().get("k")).hasSize(8192);
    assertThat(trail.verify(ADA).intact()).isTrue();
  }

  @Test
  void givenPerson_whenErased_thenTheirTracesHoldTheirIdOnlyAndTheChainIsWhole() {
    trail.use(principal -> "Name of " + principal.id());
    fill(ADA, 3);
    fill(BOB, 2);
    trail.record(BOB, "users.update", "user:ada1", AuditResult.DONE, Map.of("name", "Ada L."));
    fill(ADA, 1);

    long erased = trail.erasure().erase(BOB, Set.of("user:ada1"));

    assertThat(erased).isEqualTo(5);
    assertThat(all(ADA).toString()).doesNotContain("Ada").doesNotContain("Name of user:ada1");
    assertThat(all(ADA)).filteredOn(AuditEntry::erased).allSatisfy(entry -> {
      assertThat(entry.address()).isEmpty();
      assertThat(entry.details()).isEmpty();
      assertThat(entry.action()).isNotEmpty();
    });
    AuditEntry erasure = newest(ADA);
    assertThat(erasure.action()).isEqualTo("audit.erase");
    assertThat(erasure.actor()).isEqualTo(BOB.principal());
    assertThat(erasure.target()).isEqualTo("user:ada1");
    assertThat(erasure.note()).isEqualTo("1-3,6-7");
    assertThat(trail.verify(ADA).fault()).isEmpty();
    assertThat(trail.erasure().erase(BOB, Set.of("user:ada1"))).isZero();
  }

  @Test
  void givenPersonInManyTenants_whenErased_thenEachTrailSaysSo() {
    fill(ADA, 700);
    fill(person("user:ada1", "third"), 2);
    fill(ELSEWHERE, 1);

    assertThat(trail.erasure().erase(BOB, Set.of("user:ada1"))).isEqualTo(702);

    assertThat(trail.verifyAll(BOB)).hasSize(3).allMatch(AuditVerification::intact);
    assertThat(newest(ADA).note()).isEqualTo("501-700");
    assertThat(newest(person("user:x", "third")).note()).isEqualTo("1-2");
    assertThat(newest(ELSEWHERE).action()).isEqualTo("test.do");
  }

  @Test
  void givenPerson_whenExported_thenAllThatIsHeldOfThemComes() {
    fill(ADA, 2);
    fill(BOB, 1);
    trail.record(BOB, "users.update", "user:ada1", AuditResult.DONE, Map.of("name", "Ada L."));

    var held = new ArrayList<AuditEntry>();
    trail.erasure().export(Set.of("user:ada1"), held::add);

    assertThat(sequences(held)).containsExactly(1L, 2L, 4L);
  }

  @Test
  void givenOldEntries_whenTheirTimeIsOver_thenTheyAreCutOffAndTheRestIsProvable() {
    trail.close();
    trail = trail(new AuditRetention(Duration.ofDays(30), 1000));
    trail.start();
    fill(ADA, 10);
    clock.advance(Duration.ofDays(20));
    fill(ADA, 5);

    clock.advance(Duration.ofDays(12));

    assertThat(trail.verify(ADA).fault()).isEmpty();
    assertThat(trail.verify(ADA).firstSequence()).isEqualTo(11);
    AuditEntry cut = newest(ADA);
    assertThat(cut.action()).isEqualTo("audit.cut");
    assertThat(cut.note()).isEqualTo("1-10");
    assertThat(cut.actor()).isEqualTo(Principal.SYSTEM);
  }

  @Test
  void givenTooManyEntries_whenLookedAt_thenTheOldestAreCutOff() {
    trail.close();
    trail = trail(new AuditRetention(Duration.ofDays(30), 100));
    trail.start();
    fill(ADA, 250);

    clock.advance(Duration.ofHours(1));

    assertThat(trail.verify(ADA).fault()).isEmpty();
    assertThat(trail.verify(ADA).firstSequence()).isEqualTo(151);
    assertThat(newest(ADA).note()).isEqualTo("1-150");
  }

  @Test
  void givenErasedEntries_whenTheErasureIsYoungerThanTheCut_thenTheRestIsProvable() {
    trail.close();
    trail = trail(new AuditRetention(Duration.ofDays(30), 100));
    trail.start();
    fill(ADA, 150);
    long erased = trail.erasure().erase(BOB, Set.of("user:ada1"));

    clock.advance(Duration.ofHours(1));

    assertThat(erased).isEqualTo(150);
    assertThat(trail.verify(ADA).fault()).isEmpty();
    assertThat(trail.verify(ADA).firstSequence()).isEqualTo(52);
  }

  @Test
  void givenGrowingTrail_whenAnHourIsOver_thenItIsAnchoredInStoreAndFile() throws Exception {
    fill(ADA, 7);

    clock.advance(Duration.ofHours(1));

    assertThat(trail.anchors(ADA, 10)).extracting(AuditAnchor::sequence).containsExactly(7L);
    assertThat(Files.readAllLines(folder.resolve("audit-anchors.ndjson")))
        .singleElement()
        .satisfies(
            line -> assertThat(line).contains("\"sequence\":7", newest(ADA).hash()));
    assertThat(trail.verify(ADA).anchors()).isEqualTo(2);
    assertThat(trail.anchors(ELSEWHERE, 10)).isEmpty();
  }

  @Test
  void givenThousandEntries_whenWritten_thenTheyAreAnchoredAtOnce() {
    fill(ADA, 1000);

    await().untilAsserted(() -> {
      clock.advance(Duration.ofMillis(1));
      assertThat(trail.anchors(ADA, 10)).extracting(AuditAnchor::sequence).containsExactly(1000L);
    });
  }

  @Test
  void givenHalfALineInTheFileOfAnchors_whenAnchored_thenBothEndsAreReadable() throws Exception {
    Path file = folder.resolve("audit-anchors.ndjson");
    Files.writeString(file, "{\"tenant\":\"defa");
    fill(ADA, 1);

    // the entry may still be on its way when the first hour is over
    await().untilAsserted(() -> {
      clock.advance(Duration.ofHours(1));
      assertThat(Files.readAllLines(file)).hasSize(2);
    });
    assertThat(trail.verify(ADA).anchors()).isEqualTo(2);
    assertThat(trail.verify(ADA).intact()).isTrue();
  }

  @Test
  void givenTrailThatGrowsAndIsErased_whenVerifiedMeanwhile_thenThereIsNoFalseAlarm()
      throws Exception {
    fill(ADA, 3000);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writing = threads.submit(() -> {
        for (int i = 0; i < 20; i++) {
          fill(BOB, 20);
          trail.erasure().erase(BOB, Set.of("user:ada1", "user:bob2"));
        }
      });
      var faults = new ArrayList<AuditFault>();
      do {
        trail.verify(ADA).fault().ifPresent(faults::add);
      } while (!writing.isDone());
      writing.get();
      assertThat(faults).isEmpty();
    }
  }

  private List<Long> filtered(
      String actor, String action, String target, Set<AuditResult> results, String text) {
    var filter = new AuditFilter(actor, action, target, results, null, null, text);
    return sequences(trail.after(ADA, filter, 0, 100).entries());
  }

  private void fill(CallContext context, int count) {
    for (int i = 0; i < count; i++) {
      trail.record(context, "test.do", "thing:" + i, AuditResult.DONE, Map.of("n", "" + i));
    }
  }

  private AuditEntry newest(CallContext context) {
    return trail.before(context, AuditFilter.ALL, Long.MAX_VALUE, 1).entries().getFirst();
  }

  private List<AuditEntry> all(CallContext context) {
    var found = new ArrayList<AuditEntry>();
    trail.export(context, AuditFilter.ALL, found::add);
    return found;
  }

  private static List<Long> sequences(List<AuditEntry> entries) {
    return entries.stream().map(AuditEntry::sequence).toList();
  }

  private static CallContext person(String id, String tenant) {
    return new CallContext(
        new Principal(id, Principal.Kind.USER), tenant, "request-1", Grants.NONE, "192.0.2.7");
  }
}
