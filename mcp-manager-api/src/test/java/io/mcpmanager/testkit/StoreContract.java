package io.mcpmanager.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ServerNotFoundException;
import io.mcpmanager.api.error.StaleRevisionException;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.api.event.EventCategory;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Severity;
import io.mcpmanager.api.health.CheckCounts;
import io.mcpmanager.api.health.ResponseTimes;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ProcessIdentity;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.HealthSample;
import io.mcpmanager.spi.store.InstanceRecord;
import io.mcpmanager.spi.store.SampleStore;
import io.mcpmanager.spi.store.ServerRecord;
import io.mcpmanager.spi.store.SessionRecord;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Store} must do. An adapter's test extends it and says how an empty store is opened. */
@LeakFree
public abstract class StoreContract {

  /** Tenant of everything made here unless a test says otherwise. */
  protected static final String TENANT = "default";

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123Z");
  private static final ServerId ONE = ServerId.of("one");
  private static final ServerId TWO = ServerId.of("two");

  private Store store;

  /** For adapters' tests. */
  protected StoreContract() {}

  /** Opens an empty store. */
  protected abstract Store open() throws Exception;

  /** The store under test. */
  protected final Store store() {
    return store;
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  // audit trails

  @Test
  void givenAuditEntries_whenRead_thenEachTenantHasItsOwnInOrder() {
    AuditRecord first = audit(TENANT, 1, "user:ada", "server:a");
    AuditRecord second = audit(TENANT, 2, "user:bob", "user:ada");
    AuditRecord others = audit("other", 1, "user:ada", "");

    store.commit(List.of(
        new StoreChange.AppendAudit(first),
        new StoreChange.AppendAudit(second),
        new StoreChange.AppendAudit(others)));

    assertThat(store.audit().after(TENANT, AuditFilter.ALL, 0, 10)).containsExactly(first, second);
    assertThat(store.audit().before(TENANT, AuditFilter.ALL, Long.MAX_VALUE, 10))
        .containsExactly(second, first);
    assertThat(store.audit().after(TENANT, AuditFilter.ALL, 1, 10)).containsExactly(second);
    assertThat(store.audit().about(TENANT, "user:ada", 0, 10)).containsExactly(first, second);
    assertThat(store.audit().oldest("other")).contains(others);
    assertThat(store.audit().oldest("third")).isEmpty();
    assertThat(store.audit().tenants()).containsExactly(TENANT, "other");
  }

  @Test
  void givenAuditEntries_whenFiltered_thenOnlyThoseThatPassAreThere() {
    store.commit(List.of(
        new StoreChange.AppendAudit(audit(TENANT, 1, "user:ada", "server:a")),
        new StoreChange.AppendAudit(audit(TENANT, 2, "user:bob", "server:ab"))));

    assertThat(audited("user:ada", "", "", NOON, null)).containsExactly(1L);
    assertThat(audited("", "test.", "server:a", NOON, null)).containsExactly(1L, 2L);
    assertThat(audited("", "", "server:ab", NOON, null)).containsExactly(2L);
    assertThat(audited("", "", "", NOON.plusMillis(1), null)).isEmpty();
    assertThat(audited("", "", "", null, NOON)).isEmpty();
  }

  @Test
  void givenAuditEntry_whenAppendedAtATakenPlace_thenItIsRefusedAndTheRestOfTheCommitToo() {
    store.commit(List.of(new StoreChange.AppendAudit(audit(TENANT, 5, "user:ada", ""))));

    for (long taken : new long[] {4, 5}) {
      assertThatThrownBy(() -> store.commit(List.of(
              new StoreChange.PutDocument(document("user", TENANT, "u2", "bob"), 0),
              new StoreChange.AppendAudit(audit(TENANT, taken, "user:eve", "")))))
          .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
              .isEqualTo(ErrorCode.STALE_REVISION));
    }

    assertThat(audited("", "", "", null, null)).containsExactly(5L);
    assertThat(store.documents().list("user", TENANT, "", 10)).isEmpty();
  }

  @Test
  void givenAuditEntries_whenErasedAndCut_thenOnlyThatIsGone() {
    for (long sequence = 1; sequence <= 4; sequence++) {
      store.commit(List.of(new StoreChange.AppendAudit(audit(TENANT, sequence, "user:ada", ""))));
    }
    store.commit(List.of(
        new StoreChange.EraseAudit(TENANT, List.of(3L, 99L)),
        new StoreChange.CutAudit(TENANT, 1),
        new StoreChange.CutAudit("other", 1)));

    assertThat(store.audit().after(TENANT, AuditFilter.ALL, 0, 10))
        .containsExactly(
            audit(TENANT, 2, "user:ada", ""),
            audit(TENANT, 3, "user:ada", "").erased(),
            audit(TENANT, 4, "user:ada", ""));
    assertThat(store.audit().about(TENANT, "user:ada", 0, 10))
        .extracting(AuditRecord::sequence)
        .containsExactly(2L, 4L);
  }

  private List<Long> audited(
      String actor, String action, String target, @Nullable Instant from, @Nullable Instant to) {
    var filter = new AuditFilter(actor, action, target, Set.of(), from, to, "");
    return store.audit().after(TENANT, filter, 0, 10).stream()
        .map(AuditRecord::sequence)
        .toList();
  }

  private static AuditRecord audit(String tenant, long sequence, String actor, String target) {
    return new AuditRecord(
        tenant, sequence, NOON, actor, "USER", "test.do", target, "DONE", "r1", "", "d", "h", "{}");
  }

  // documents

  @Test
  void givenNewDocument_whenCommitted_thenItIsReadBackWholeAtRevisionOne() {
    Document document = document("user", TENANT, "u1", "ada");

    store.commit(List.of(new StoreChange.PutDocument(document, 0)));

    assertThat(store.documents().find("user", TENANT, "u1")).contains(document);
    assertThat(store.documents().lookup("user", "ada")).contains(document);
    assertThat(document.revision()).isOne();
  }

  @Test
  void givenDocument_whenAskedForByAnotherTenantOrKind_thenItIsNotThere() {
    store.commit(List.of(new StoreChange.PutDocument(document("user", TENANT, "u1", "ada"), 0)));

    assertThat(store.documents().find("user", "other", "u1")).isEmpty();
    assertThat(store.documents().find("role", TENANT, "u1")).isEmpty();
    assertThat(store.documents().lookup("role", "ada")).isEmpty();
    assertThat(store.documents().list("user", "other", "", 10)).isEmpty();
    assertThat(store.documents().list("role", TENANT, "", 10)).isEmpty();
  }

  @Test
  void givenDocument_whenPutAtAnotherRevision_thenItIsRefusedAndTheRestOfTheCommitToo() {
    store.commit(List.of(new StoreChange.PutDocument(document("user", TENANT, "u1", "ada"), 0)));

    for (long wrong : new long[] {0, 2}) {
      assertThatThrownBy(() -> store.commit(List.of(
              new StoreChange.PutDocument(document("user", TENANT, "u2", "bob"), 0),
              new StoreChange.PutDocument(document("user", TENANT, "u1", "eve"), wrong))))
          .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
              .isEqualTo(ErrorCode.STALE_REVISION));
    }

    assertThat(store.documents().list("user", TENANT, "", 10))
        .extracting(Document::lookup)
        .containsExactly("ada");
  }

  @Test
  void givenDocument_whenPutAgain_thenItsRevisionGrowsAndItsCreationStays() {
    store.commit(List.of(new StoreChange.PutDocument(document("user", TENANT, "u1", "ada"), 0)));
    var later = new Document(
        "user",
        TENANT,
        "u1",
        "eve",
        0,
        NOON.plusSeconds(9),
        NOON.plusSeconds(9),
        NOON.plusSeconds(60),
        "{\"b\":2}");

    store.commit(List.of(new StoreChange.PutDocument(later, 1)));
    store.commit(List.of(new StoreChange.PutDocument(later, -1)));

    Document found = store.documents().find("user", TENANT, "u1").orElseThrow();
    assertThat(found.revision()).isEqualTo(3);
    assertThat(found.createdAt()).isEqualTo(NOON);
    assertThat(found.updatedAt()).isEqualTo(NOON.plusSeconds(9));
    assertThat(found.json()).isEqualTo("{\"b\":2}");
    assertThat(store.documents().lookup("user", "ada")).isEmpty();
    assertThat(store.documents().lookup("user", "eve")).contains(found);
  }

  @Test
  void givenDocument_whenAnotherTakesItsLookup_thenThatIsRefused() {
    store.commit(List.of(new StoreChange.PutDocument(document("user", TENANT, "u1", "ada"), 0)));

    assertThatThrownBy(() -> store.commit(
            List.of(new StoreChange.PutDocument(document("user", "other", "u2", "ada"), 0))))
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAME_TAKEN));
    store.commit(List.of(
        new StoreChange.DeleteDocument("user", TENANT, "u1", 1),
        new StoreChange.PutDocument(document("user", "other", "u2", "ada"), 0)));

    assertThat(store.documents().lookup("user", "ada").orElseThrow().tenant()).isEqualTo("other");
  }

  @Test
  void givenDocument_whenDeleted_thenItIsGoneUnlessItHasChanged() {
    store.commit(List.of(new StoreChange.PutDocument(document("user", TENANT, "u1", "ada"), 0)));

    assertThatThrownBy(
            () -> store.commit(List.of(new StoreChange.DeleteDocument("user", TENANT, "u1", 7))))
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.STALE_REVISION));
    store.commit(List.of(new StoreChange.DeleteDocument("user", "other", "u1", -1)));
    assertThat(store.documents().find("user", TENANT, "u1")).isPresent();
    store.commit(List.of(new StoreChange.DeleteDocument("user", TENANT, "u1", -1)));
    store.commit(List.of(new StoreChange.DeleteDocument("user", TENANT, "u1", 4)));

    assertThat(store.documents().find("user", TENANT, "u1")).isEmpty();
    assertThat(store.documents().lookup("user", "ada")).isEmpty();
  }

  @Test
  void givenDocuments_whenListed_thenTheyComeByIdAPageAtATime() {
    store.commit(IntStream.of(3, 1, 2)
        .<StoreChange>mapToObj(
            number -> new StoreChange.PutDocument(document("rule", TENANT, "r" + number, null), 0))
        .toList());

    assertThat(store.documents().list("rule", TENANT, "", 2))
        .extracting(Document::id)
        .containsExactly("r1", "r2");
    assertThat(store.documents().list("rule", TENANT, "r2", 2))
        .extracting(Document::id)
        .containsExactly("r3");
  }

  @Test
  void givenDocumentsThatExpire_whenTheirTimeHasCome_thenTheyAreFound() {
    Document some = document("link", TENANT, "l1", null);
    store.commit(List.of(
        new StoreChange.PutDocument(some, 0),
        new StoreChange.PutDocument(
            new Document("link", "other", "l2", null, 0, NOON, NOON, NOON.plusSeconds(5), "{}"),
            0)));

    assertThat(store.documents().tenants("link")).contains("other").doesNotHaveDuplicates();
    assertThat(store.documents().tenants("nothing")).isEmpty();
    assertThat(store.documents().expired("link", NOON.plusSeconds(4), 10)).isEmpty();
    assertThat(store.documents().expired("link", NOON.plusSeconds(5), 10))
        .extracting(Document::id)
        .containsExactly("l2");
  }

  private static Document document(String kind, String tenant, String id, @Nullable String lookup) {
    return new Document(kind, tenant, id, lookup, 1, NOON, NOON, null, "{\"a\":\"ü\"}");
  }

  // servers

  @Test
  void givenANewServer_whenCommitted_thenItIsReadBackWhole() {
    ServerRecord server = server(ONE, "files", 1);

    store.commit(List.of(put(server, 0)));

    assertThat(store.servers().find(ONE)).contains(server);
    assertThat(store.servers().find(TWO)).isEmpty();
  }

  @Test
  void givenServersOfManyTenants_whenListed_thenAllComeByName() {
    store.commit(List.of(
        put(server(ONE, "b", 1), 0),
        put(server(TWO, "a", 1), 0),
        put(withTenant(server(ServerId.of("three"), "a", 1), "other"), 0)));

    assertThat(store.servers().all()).extracting(ServerRecord::name).containsExactly("a", "a", "b");
  }

  @Test
  void givenAServer_whenPutAtItsRevision_thenItIsReplaced() {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    ServerRecord changed = server(ONE, "renamed ü", 2);

    store.commit(List.of(put(changed, 1)));

    assertThat(store.servers().all()).containsExactly(changed);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, 4})
  void givenAServer_whenPutAtAnotherRevision_thenItIsRefused(long expected) {
    ServerRecord present = server(ONE, "files", 3);
    store.commit(List.of(put(present, 0)));

    StaleRevisionException refusal = catchThrowableOfType(
        StaleRevisionException.class,
        () -> store.commit(List.of(put(server(ONE, "files", 9), expected))));

    assertThat(refusal.expected()).isEqualTo(expected);
    assertThat(refusal.actual()).isEqualTo(3);
    assertThat(store.servers().all()).containsExactly(present);
  }

  @Test
  void givenNoServer_whenPutAtARevision_thenItIsNotFound() {
    assertThatThrownBy(() -> store.commit(List.of(put(server(ONE, "files", 2), 1))))
        .isInstanceOf(ServerNotFoundException.class);
    assertThat(store.servers().all()).isEmpty();
  }

  @Test
  void givenAName_whenAnotherServerTakesIt_thenItIsRefused() {
    store.commit(List.of(put(server(ONE, "files", 1), 0), put(server(TWO, "web", 1), 0)));

    assertThat(refusalOf(put(server(ServerId.of("three"), "files", 1), 0)))
        .isEqualTo(ErrorCode.NAME_TAKEN);
    assertThat(refusalOf(put(server(TWO, "files", 2), 1))).isEqualTo(ErrorCode.NAME_TAKEN);
    assertThat(store.servers().find(TWO)).contains(server(TWO, "web", 1));
  }

  @Test
  void givenAName_whenAServerOfAnotherTenantTakesIt_thenBothHaveIt() {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));

    store.commit(List.of(put(withTenant(server(TWO, "files", 1), "other"), 0)));

    assertThat(store.servers().all()).hasSize(2);
  }

  @Test
  void givenAServer_whenDeleted_thenItsNameIsFreeAndItsLogIsGone() {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    store.logs().append(List.of(line(ONE, 1, "a"), line(TWO, 1, "b")));

    store.commit(List.of(new StoreChange.DeleteServer(ONE), put(server(TWO, "files", 1), 0)));

    assertThat(store.servers().all()).extracting(ServerRecord::id).containsExactly(TWO);
    assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).isEmpty();
    assertThat(store.logs().after(TWO, LogFilter.ALL, 0, 10)).hasSize(1);
  }

  @Test
  void givenALongLog_whenItsServerIsDeleted_thenNobodySeesALineOfItAnyMore() {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    store
        .logs()
        .append(
            LongStream.rangeClosed(1, 7000).mapToObj(i -> line(ONE, i, "l" + i)).toList());
    store.samples().append(List.of(sample(ONE, 0, Duration.ZERO, 1, 1)));

    store.commit(List.of(new StoreChange.DeleteServer(ONE)));

    assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).isEmpty();
    assertThat(store.logs().before(ONE, LogFilter.ALL, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(store.logs().latestSequence(ONE)).isZero();
    assertThat(samples(ONE)).isEmpty();
  }

  @Test
  void givenADeletedServer_whenLinesAndSamplesOfItComeLate_thenNobodySeesThem() {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    store.commit(List.of(new StoreChange.DeleteServer(ONE)));

    store.logs().append(List.of(line(ONE, 1, "late"), line(TWO, 1, "b")));
    store.samples().append(List.of(sample(ONE, 0, Duration.ZERO, 1, 1)));

    assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).isEmpty();
    assertThat(store.logs().latestSequence(ONE)).isZero();
    assertThat(store.logs().after(TWO, LogFilter.ALL, 0, 10)).hasSize(1);
    assertThat(samples(ONE)).isEmpty();
  }

  @Test
  void givenADeletedServer_whenItsIdIsUsedAgain_thenItsLogBeginsAnew() {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    store
        .logs()
        .append(
            LongStream.rangeClosed(1, 5000).mapToObj(i -> line(ONE, i, "old")).toList());

    store.commit(List.of(new StoreChange.DeleteServer(ONE), put(server(ONE, "files", 1), 0)));
    store.logs().append(List.of(line(ONE, 1, "first")));
    store.commit(List.of(new StoreChange.DeleteServer(ONE)));
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    store.logs().append(List.of(line(ONE, 9, "new")));

    assertThat(texts(store.logs().after(ONE, LogFilter.ALL, 0, 10))).containsExactly("new");
  }

  @Test
  void givenNoServer_whenDeleted_thenItIsNotFound() {
    assertThat(refusalOf(new StoreChange.DeleteServer(ONE))).isEqualTo(ErrorCode.SERVER_NOT_FOUND);
  }

  // transactions

  @Test
  void givenATransactionWhoseLastChangeFails_whenCommitted_thenNothingOfItIsLeft() {
    store.commit(List.of(put(server(ONE, "files", 1), 0), append(event("before"))));
    store.logs().append(List.of(line(ONE, 1, "a")));
    var told = tellings();

    assertThatThrownBy(() -> store.commit(List.of(
            put(server(TWO, "web", 1), 0),
            append(event("lost")),
            new StoreChange.DeleteServer(ONE),
            put(server(TWO, "web", 2), 7))))
        .isInstanceOf(StaleRevisionException.class);
    EventRecord next = store.commit(List.of(append(event("next")))).getFirst();

    assertThat(store.servers().all()).containsExactly(server(ONE, "files", 1));
    assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).hasSize(1);
    assertThat(next.sequence()).isEqualTo(2);
    assertThat(told).containsExactly(next);
  }

  @Test
  void givenNoChanges_whenCommitted_thenNothingHappens() {
    assertThat(store.commit(List.of())).isEmpty();
    assertThat(store.events().latestSequence()).isZero();
  }

  @Test
  void givenAClosedStore_whenUsed_thenItSaysSo() {
    store.close();

    assertThatThrownBy(() -> store.commit(List.of(append(event("late")))))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.servers().all()).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.logs().append(List.of(line(ONE, 1, "a"))))
        .isInstanceOf(StoreException.class);
    assertThatCode(store::close).doesNotThrowAnyException();
  }

  // events

  @Test
  void givenEvents_whenCommitted_thenTheyComeBackWholeWithTheirSequences() {
    EventRecord bare = new EventRecord(
        99,
        "bare",
        NOON,
        TENANT,
        null,
        null,
        "system",
        "c1",
        EventType.MANAGER_ERROR,
        Severity.ERROR,
        "text ü\n'\"",
        "{\"a\":\"→\"}");

    List<EventRecord> appended = store.commit(List.of(append(event("e")), append(bare)));

    assertThat(appended).containsExactly(event("e").withSequence(1), bare.withSequence(2));
    assertThat(store.events().after(TENANT, EventFilter.ALL, 0, 10)).isEqualTo(appended);
    assertThat(store.events().latestSequence()).isEqualTo(2);
  }

  @Test
  void givenManyCommittersAtOnce_whenAllAreDone_thenSequencesHaveNoGapAndWereToldInOrder()
      throws Exception {
    List<EventRecord> told = tellings();
    List<Callable<Boolean>> committers = Collections.nCopies(16, () -> {
      boolean toldFirst = true;
      for (int i = 0; i < 25; i++) {
        List<EventRecord> mine = store.commit(List.of(append(event("a")), append(event("b"))));
        toldFirst &= told.containsAll(mine);
        toldFirst &= mine.get(1).sequence() == mine.get(0).sequence() + 1;
      }
      return toldFirst;
    });

    assertThat(inParallel(committers)).containsOnly(true);

    assertThat(told)
        .extracting(EventRecord::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 800).boxed().toList());
    assertThat(store.events().latestSequence()).isEqualTo(800);
  }

  @Test
  void givenCommittersOfWhichHalfFail_whenAllAreDone_thenTheOthersAreWholeAndWithoutGap()
      throws Exception {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    List<Callable<Boolean>> committers = IntStream.range(0, 200)
        .<Callable<Boolean>>mapToObj(i ->
            () -> commits(append(event("e" + i)), put(server(ONE, "files", 1), i % 2 == 0 ? 1 : 5)))
        .toList();

    assertThat(inParallel(committers)).filteredOn(done -> done).hasSize(100);

    assertThat(store.events().after(TENANT, EventFilter.ALL, 0, 1000))
        .extracting(EventRecord::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void givenOneRevision_whenManyCommitAgainstIt_thenOneWins() throws Exception {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    List<Callable<Boolean>> committers =
        Collections.nCopies(20, () -> commits(put(server(ONE, "files", 2), 1)));

    assertThat(inParallel(committers)).filteredOn(done -> done).hasSize(1);
  }

  @Test
  void givenAListenerThatThrows_whenCommitted_thenTheCommitStands() {
    store.onCommitted(event -> {
      throw new IllegalStateException("expected by the test");
    });

    store.commit(List.of(append(event("e"))));

    assertThat(store.events().latestSequence()).isEqualTo(1);
  }

  @Test
  void givenASecondListener_whenCommitted_thenOnlyItIsTold() {
    List<EventRecord> first = tellings();
    List<EventRecord> second = tellings();

    store.commit(List.of(append(event("e"))));

    assertThat(first).isEmpty();
    assertThat(second).hasSize(1);
  }

  @Test
  void givenManyEvents_whenPagedBothWays_thenEachComesOnce() {
    store.commit(IntStream.rangeClosed(1, 10)
        .<StoreChange>mapToObj(i -> append(event("e" + i)))
        .toList());

    assertThat(sequences(store.events().after(TENANT, EventFilter.ALL, 0, 4)))
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(sequences(store.events().after(TENANT, EventFilter.ALL, 4, 4)))
        .containsExactly(5L, 6L, 7L, 8L);
    assertThat(sequences(store.events().after(TENANT, EventFilter.ALL, 8, 4)))
        .containsExactly(9L, 10L);
    assertThat(store.events().after(TENANT, EventFilter.ALL, 10, 4)).isEmpty();
    assertThat(sequences(store.events().before(TENANT, EventFilter.ALL, Long.MAX_VALUE, 4)))
        .containsExactly(10L, 9L, 8L, 7L);
    assertThat(sequences(store.events().before(TENANT, EventFilter.ALL, 7, 10)))
        .containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
    assertThat(store.events().before(TENANT, EventFilter.ALL, 1, 4)).isEmpty();
  }

  @Test
  void givenEventsOfTwoTenants_whenRead_thenEachSeesItsOwn() {
    store.commit(List.of(append(event("a")), append(withTenant(event("b"), "other"))));

    assertThat(store.events().after(TENANT, EventFilter.ALL, 0, 10))
        .extracting(EventRecord::id)
        .containsExactly("a");
    assertThat(store.events().before("other", EventFilter.ALL, Long.MAX_VALUE, 10))
        .extracting(EventRecord::id)
        .containsExactly("b");
  }

  @Test
  void givenFilters_whenEventsAreRead_thenOnlyThosePass() {
    store.commit(List.of(
        append(event("started", ONE, "files", EventType.STATE_CHANGED, Severity.INFO, 0, "up")),
        append(
            event("failed", TWO, "web", EventType.STATE_CHANGED, Severity.ERROR, 1, "down: ÄRGER")),
        append(
            event("warned", ONE, "files", EventType.HEALTH_CHANGED, Severity.WARNING, 2, "slow")),
        append(
            event("manager", null, null, EventType.MANAGER_CHANGED, Severity.INFO, 3, "100%_"))));

    assertThat(passing(EventFilter.ofTypes(EventType.STATE_CHANGED)))
        .containsExactly("started", "failed");
    assertThat(passing(categories(EventCategory.HEALTH, EventCategory.SYSTEM)))
        .containsExactly("warned", "manager");
    assertThat(passing(EventFilter.ofServer(ONE))).containsExactly("started", "warned");
    assertThat(passing(severity(Severity.WARNING))).containsExactly("failed", "warned");
    assertThat(passing(severity(Severity.ERROR))).containsExactly("failed");
    assertThat(passing(times(NOON.plusMillis(1), NOON.plusMillis(3))))
        .containsExactly("failed", "warned");
    assertThat(passing(text("ärger"))).containsExactly("failed");
    assertThat(passing(text("FILES"))).containsExactly("started", "warned");
    assertThat(passing(text("0%_"))).containsExactly("manager");
    assertThat(passing(text("%"))).containsExactly("manager");
    assertThat(passing(new EventFilter(
            Set.of(EventType.STATE_CHANGED),
            Set.of(EventCategory.STATE),
            Set.of(ONE, TWO),
            Severity.ERROR,
            NOON,
            NOON.plusMillis(2),
            "down")))
        .containsExactly("failed");
  }

  @Test
  void givenAFilterThatFewPass_whenRead_thenTheLimitCountsThoseThatPass() {
    var changes = new ArrayList<StoreChange>();
    for (int i = 0; i < 50; i++) {
      changes.add(append(event(
          "e" + i,
          ONE,
          "files",
          EventType.STATE_CHANGED,
          Severity.INFO,
          0,
          i % 10 == 0 ? "hit" : "miss")));
    }
    store.commit(changes);

    assertThat(store.events().after(TENANT, text("hit"), 0, 3))
        .extracting(EventRecord::id)
        .containsExactly("e0", "e10", "e20");
  }

  @Test
  void givenNoEvents_whenAskedForTheEnds_thenBothAreZero() {
    assertThat(store.events().oldestSequence()).isZero();
    assertThat(store.events().latestSequence()).isZero();
    assertThat(store.events().prune(Instant.MAX, 1, 10)).isZero();
  }

  @Test
  void givenMoreEventsThanToKeep_whenPruned_thenTheOldestGoInSmallSteps() {
    appendAtMillis(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    assertThat(store.events().prune(NOON, 4, 5)).isEqualTo(5);
    assertThat(store.events().oldestSequence()).isEqualTo(6);
    assertThat(store.events().prune(NOON, 4, 5)).isEqualTo(1);
    assertThat(store.events().prune(NOON, 4, 5)).isZero();

    assertThat(sequences(store.events().after(TENANT, EventFilter.ALL, 0, 100)))
        .containsExactly(7L, 8L, 9L, 10L);
    assertThat(store.events().latestSequence()).isEqualTo(10);
  }

  @Test
  void givenOldEvents_whenPruned_thenTheyGoUpToTheFirstThatIsNotOld() {
    appendAtMillis(0, 1, 2, 5, 3, 6);

    assertThat(store.events().prune(NOON.plusMillis(4), 100, 50)).isEqualTo(3);

    assertThat(sequences(store.events().before(TENANT, EventFilter.ALL, Long.MAX_VALUE, 100)))
        .containsExactly(6L, 5L, 4L);
    assertThat(store.events().oldestSequence()).isEqualTo(4);
  }

  @Test
  void givenOnlyOldEvents_whenPruned_thenTheNewestStaysAndSequencesGoOn() {
    appendAtMillis(0, 1, 2);

    assertThat(store.events().prune(NOON.plusSeconds(1), 100, 50)).isEqualTo(2);
    EventRecord next = store.commit(List.of(append(event("next")))).getFirst();

    assertThat(next.sequence()).isEqualTo(4);
    assertThat(sequences(store.events().after(TENANT, EventFilter.ALL, 0, 100)))
        .containsExactly(3L, 4L);
  }

  @Test
  void givenABoundOutOfRange_whenPruned_thenItIsRefused() {
    assertThatThrownBy(() -> store.events().prune(NOON, 0, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.events().prune(NOON, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void appendAtMillis(long... millis) {
    store.commit(LongStream.of(millis)
        .<StoreChange>mapToObj(at ->
            append(event("e", ONE, "files", EventType.STATE_CHANGED, Severity.INFO, at, "moved")))
        .toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1002})
  void givenALimitOutOfRange_whenRead_thenItIsRefused(int limit) {
    assertThatThrownBy(() -> store.events().after(TENANT, EventFilter.ALL, 0, limit))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.events().before(TENANT, EventFilter.ALL, 0, limit))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.logs().after(ONE, LogFilter.ALL, 0, limit))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.logs().before(ONE, LogFilter.ALL, 0, limit))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // logs

  @Test
  void givenLines_whenAppended_thenTheyComeBackWholePerServer() {
    List<LogLine> lines = List.of(line(ONE, 1, "a → ü"), line(ONE, 2, ""), line(TWO, 7, "c\td"));

    store.logs().append(lines);

    assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 10)).isEqualTo(lines.subList(0, 2));
    assertThat(store.logs().after(TWO, LogFilter.ALL, 0, 10)).isEqualTo(lines.subList(2, 3));
    assertThat(store.logs().latestSequence(ONE)).isEqualTo(2);
    assertThat(store.logs().latestSequence(TWO)).isEqualTo(7);
    assertThat(store.logs().latestSequence(ServerId.of("none"))).isZero();
  }

  @Test
  void givenLines_whenTheSameAreAppendedAgain_thenTheyAreThereOnce() {
    store.logs().append(List.of(line(ONE, 1, "a"), line(ONE, 2, "b")));

    store.logs().append(List.of(line(ONE, 2, "b"), line(ONE, 3, "c")));

    assertThat(texts(store.logs().after(ONE, LogFilter.ALL, 0, 10))).containsExactly("a", "b", "c");
  }

  @Test
  void givenManyLines_whenPagedBothWays_thenEachComesOnce() {
    store
        .logs()
        .append(
            IntStream.rangeClosed(1, 10).mapToObj(i -> line(ONE, i, "l" + i)).toList());

    assertThat(texts(store.logs().after(ONE, LogFilter.ALL, 0, 3)))
        .containsExactly("l1", "l2", "l3");
    assertThat(texts(store.logs().after(ONE, LogFilter.ALL, 9, 3))).containsExactly("l10");
    assertThat(texts(store.logs().before(ONE, LogFilter.ALL, Long.MAX_VALUE, 3)))
        .containsExactly("l10", "l9", "l8");
    assertThat(texts(store.logs().before(ONE, LogFilter.ALL, 2, 3))).containsExactly("l1");
  }

  @Test
  void givenFilters_whenLinesAreRead_thenOnlyThosePass() {
    store
        .logs()
        .append(List.of(
            new LogLine(1, ONE, NOON, LogStream.STDOUT, LogLevel.DEBUG, "Über"),
            new LogLine(2, ONE, NOON.plusMillis(1), LogStream.STDERR, LogLevel.WARNING, "50% done"),
            new LogLine(3, ONE, NOON.plusMillis(2), LogStream.MCP, LogLevel.ERROR, "Failed")));

    assertThat(
            texts(select(Set.of(LogStream.STDERR, LogStream.MCP), LogLevel.DEBUG, null, null, "")))
        .containsExactly("50% done", "Failed");
    assertThat(texts(select(Set.of(), LogLevel.WARNING, null, null, "")))
        .containsExactly("50% done", "Failed");
    assertThat(texts(select(Set.of(), LogLevel.DEBUG, NOON.plusMillis(1), NOON.plusMillis(2), "")))
        .containsExactly("50% done");
    assertThat(texts(select(Set.of(), LogLevel.DEBUG, null, null, "ÜBER"))).containsExactly("Über");
    assertThat(texts(select(Set.of(), LogLevel.DEBUG, null, null, "%")))
        .containsExactly("50% done");
  }

  @Test
  void givenMoreLinesThanAreKept_whenPruned_thenTheOlderAreGoneAndTheOthersStay() {
    store
        .logs()
        .append(
            List.of(line(ONE, 1, "a"), line(ONE, 2, "b"), line(ONE, 3, "c"), line(TWO, 1, "d")));

    assertThat(store.logs().prune(ONE, 2, 1000, Instant.EPOCH)).isEqualTo(1);
    assertThat(store.logs().prune(ServerId.of("none"), 1, 1, NOON)).isZero();

    assertThat(texts(store.logs().after(ONE, LogFilter.ALL, 0, 10))).containsExactly("b", "c");
    assertThat(texts(store.logs().after(TWO, LogFilter.ALL, 0, 10))).containsExactly("d");
    assertThat(store.logs().prune(ONE, 2, 1000, Instant.EPOCH)).isZero();
  }

  @Test
  void givenMoreTextThanIsKept_whenPruned_thenItsBytesCount() {
    store.logs().append(List.of(line(ONE, 1, "aaaa"), line(ONE, 2, "äää"), line(ONE, 3, "cccc")));

    assertThat(store.logs().prune(ONE, 10, 9, Instant.EPOCH)).isEqualTo(2);

    assertThat(texts(store.logs().after(ONE, LogFilter.ALL, 0, 10))).containsExactly("cccc");
  }

  @Test
  void givenOldLines_whenPruned_thenOnlyTheNewestStaysSoThatNumberingGoesOn() {
    store.logs().append(List.of(line(ONE, 1, "a"), line(ONE, 2, "b"), line(ONE, 3, "c")));

    assertThat(store.logs().prune(ONE, 10, 1000, NOON.plusSeconds(60))).isEqualTo(2);

    assertThat(texts(store.logs().after(ONE, LogFilter.ALL, 0, 10))).containsExactly("c");
    assertThat(store.logs().latestSequence(ONE)).isEqualTo(3);
  }

  // instances

  @Test
  void givenInstances_whenNoted_thenTheyAreReadBackWholeByToken() {
    var process = new InstanceRecord(
        "t2", ONE, "process", NOON, new ProcessIdentity(4711, "boot/815", 4711L));
    var alone = new InstanceRecord("t1", TWO, "process", NOON, new ProcessIdentity(1, "s", null));
    var launching = new InstanceRecord("t3", ONE, "container", NOON, null);

    List.of(process, alone, launching).forEach(store.instances()::put);

    assertThat(store.instances().all()).containsExactly(alone, process, launching);
  }

  @Test
  void givenAnInstance_whenNotedAgain_thenItIsReplaced() {
    var launching = new InstanceRecord("t1", ONE, "process", NOON, null);
    store.instances().put(launching);
    InstanceRecord launched = launching.withProcess(new ProcessIdentity(4711, "815", null));

    store.instances().put(launched);

    assertThat(store.instances().all()).containsExactly(launched);
  }

  @Test
  void givenAnInstance_whenRemovedTwice_thenItIsGone() {
    store.instances().put(new InstanceRecord("t1", ONE, "process", NOON, null));

    store.instances().remove("t1");
    store.instances().remove("t1");

    assertThat(store.instances().all()).isEmpty();
  }

  @Test
  void givenTheServerOfAnInstanceIsDeleted_whenRead_thenTheInstanceIsStillNoted() {
    store.commit(List.of(put(server(ONE, "files", 1), 0)));
    var instance = new InstanceRecord("t1", ONE, "process", NOON, null);
    store.instances().put(instance);

    store.commit(List.of(new StoreChange.DeleteServer(ONE)));

    assertThat(store.instances().all()).containsExactly(instance);
  }

  @Test
  void givenAStore_whenItsIdIsRead_thenItIsAlwaysTheSame() {
    assertThat(store.id()).matches("[a-z0-9]{1,32}").isEqualTo(store.id());
  }

  @Test
  void givenALongLog_whenPruned_thenAllThatIsTooMuchIsDeleted() {
    store
        .logs()
        .append(LongStream.rangeClosed(1, 7000)
            .mapToObj(sequence -> line(ONE, sequence, "line"))
            .toList());

    assertThat(store.logs().prune(ONE, 500, 1L << 30, Instant.EPOCH)).isEqualTo(6500);

    assertThat(store.logs().after(ONE, LogFilter.ALL, 0, 1).getFirst().sequence())
        .isEqualTo(6501);
  }

  // health samples

  @Test
  void givenSamples_whenAppended_thenTheyComeBackWholePerServerOldestFirst() {
    HealthSample check = sample(ONE, 0, Duration.ZERO, 1, 3);
    HealthSample failed = new HealthSample(
        ONE, NOON.plusSeconds(30), Duration.ZERO, new CheckCounts(0, 0, 1, 0), ResponseTimes.NONE);
    HealthSample many = new HealthSample(
        ONE,
        NOON.minusSeconds(300),
        Duration.ofSeconds(300),
        new CheckCounts(4, 3, 2, 1),
        times(1, 2, 300_000).plus(times(77)));
    HealthSample other = sample(TWO, 5, Duration.ZERO, 1, 9);

    store.samples().append(List.of(failed, check, other, many));

    assertThat(samples(ONE)).containsExactly(many, check, failed);
    assertThat(samples(TWO)).containsExactly(other);
    assertThat(samples(ServerId.of("none"))).isEmpty();
  }

  @Test
  void givenSample_whenAppendedAgain_thenItIsThereOnce() {
    store.samples().append(List.of(sample(ONE, 0, Duration.ZERO, 1, 3)));

    store.samples().append(List.of(sample(ONE, 0, Duration.ZERO, 1, 4)));
    store.samples().append(List.of());

    assertThat(samples(ONE)).containsExactly(sample(ONE, 0, Duration.ZERO, 1, 4));
  }

  @Test
  void givenSamples_whenASpanIsRead_thenItsBeginCountsAndItsEndDoesNot() {
    for (int second = 0; second < 5; second++) {
      store.samples().append(List.of(sample(ONE, second, Duration.ZERO, 1, second)));
    }

    List<HealthSample> read =
        store.samples().read(ONE, NOON.plusSeconds(1), NOON.plusSeconds(4), 10);

    assertThat(read)
        .extracting(HealthSample::start)
        .containsExactly(NOON.plusSeconds(1), NOON.plusSeconds(2), NOON.plusSeconds(3));
    assertThat(store.samples().read(ONE, Instant.MIN, Instant.MAX, 2))
        .extracting(HealthSample::start)
        .containsExactly(NOON, NOON.plusSeconds(1));
    assertThatThrownBy(() -> store.samples().read(ONE, NOON, NOON, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.samples().read(ONE, NOON, NOON, SampleStore.MAX_READ + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenSamples_whenReplaced_thenTheOthersStay() {
    HealthSample first = sample(ONE, 0, Duration.ZERO, 1, 3);
    HealthSample second = sample(ONE, 1, Duration.ZERO, 1, 4);
    HealthSample third = sample(ONE, 2, Duration.ZERO, 1, 5);
    HealthSample other = sample(TWO, 0, Duration.ZERO, 1, 6);
    HealthSample both = sample(ONE, 0, Duration.ofSeconds(300), 2, 3);
    store.samples().append(List.of(first, second, third, other));

    assertThat(store.samples().replace(ONE, List.of(first, second), List.of(both)))
        .isTrue();

    assertThat(samples(ONE)).containsExactly(both, third);
    assertThat(samples(TWO)).containsExactly(other);
  }

  @Test
  void givenOneOfThemIsGone_whenReplaced_thenNothingIsChanged() {
    HealthSample first = sample(ONE, 0, Duration.ZERO, 1, 3);
    HealthSample gone = sample(ONE, 1, Duration.ZERO, 1, 4);
    store.samples().append(List.of(first));

    boolean replaced = store
        .samples()
        .replace(ONE, List.of(first, gone), List.of(sample(ONE, 0, Duration.ofHours(1), 2, 3)));

    assertThat(replaced).isFalse();
    assertThat(samples(ONE)).containsExactly(first);
  }

  @Test
  void givenSamplesOfAServer_whenItIsDeleted_thenTheyAreGone() {
    store.commit(List.of(put(server(ONE, "files", 1), 0), put(server(TWO, "other", 1), 0)));
    store
        .samples()
        .append(List.of(sample(ONE, 0, Duration.ZERO, 1, 3), sample(TWO, 0, Duration.ZERO, 1, 3)));

    store.commit(List.of(new StoreChange.DeleteServer(ONE)));

    assertThat(samples(ONE)).isEmpty();
    assertThat(samples(TWO)).hasSize(1);
  }

  private List<HealthSample> samples(ServerId server) {
    return store.samples().read(server, Instant.MIN, Instant.MAX, 100);
  }

  // sessions

  @Test
  void givenSessions_whenPut_thenTheyAreReadBackWhole() {
    SessionRecord one = session("k1", 0);
    SessionRecord two = session("k2", 3);

    store.commit(List.of(new StoreChange.PutSession(one), new StoreChange.PutSession(two)));

    assertThat(store.sessions().find("k1")).contains(one);
    assertThat(store.sessions().find("k2")).contains(two);
    assertThat(store.sessions().find("k3")).isEmpty();
    assertThat(store.sessions().lastSeen())
        .isEqualTo(Map.of("k1", one.lastSeenAt(), "k2", two.lastSeenAt()));
  }

  @Test
  void givenASession_whenPutAgain_thenItIsReplaced() {
    store.commit(List.of(new StoreChange.PutSession(session("k1", 0))));
    SessionRecord revived = session("k1", 1);

    store.commit(List.of(new StoreChange.PutSession(revived)));

    assertThat(store.sessions().find("k1")).contains(revived);
  }

  @Test
  void givenASessionThatIsGone_whenUpdated_thenItStaysGoneAndTheOthersAreReplaced() {
    store.commit(List.of(
        new StoreChange.PutSession(session("k1", 0)),
        new StoreChange.PutSession(session("k2", 0))));
    store.commit(List.of(new StoreChange.DeleteSession("k1")));
    SessionRecord later = session("k2", 1);

    store.sessions().update(List.of(session("k1", 1), later));
    store.sessions().update(List.of());

    assertThat(store.sessions().lastSeen()).containsOnlyKeys("k2");
    assertThat(store.sessions().find("k2")).contains(later);
  }

  @Test
  void givenASession_whenDeletedTwice_thenItIsGone() {
    store.commit(List.of(new StoreChange.PutSession(session("k1", 0))));

    store.commit(List.of(new StoreChange.DeleteSession("k1")));
    store.commit(List.of(new StoreChange.DeleteSession("k1")));

    assertThat(store.sessions().lastSeen()).isEmpty();
  }

  @Test
  void givenACommitThatFails_whenASessionIsPartOfIt_thenItIsNotStored() {
    assertThatThrownBy(() -> store.commit(List.of(
            new StoreChange.PutSession(session("k1", 0)), new StoreChange.DeleteServer(ONE))))
        .isInstanceOf(ServerNotFoundException.class);

    assertThat(store.sessions().lastSeen()).isEmpty();
  }

  private static SessionRecord session(String key, int life) {
    return new SessionRecord(
        key,
        "number of " + key,
        TENANT,
        new Principal("user:adä", Principal.Kind.USER),
        "server:files",
        life,
        NOON,
        NOON.plusSeconds(life),
        1L << 40,
        "{\"revision\":\"2025-11-25\"}");
  }

  private static HealthSample sample(
      ServerId server, int second, Duration span, int healthy, int millis) {
    return new HealthSample(
        server, NOON.plusSeconds(second), span, new CheckCounts(healthy, 0, 0, 0), times(millis));
  }

  private static ResponseTimes times(int... millis) {
    return IntStream.of(millis)
        .mapToObj(time -> ResponseTimes.of(Duration.ofMillis(time)))
        .reduce(ResponseTimes.NONE, ResponseTimes::plus);
  }

  // what tests are made of

  /** A change that writes a server. */
  protected static StoreChange put(ServerRecord server, long expectedRevision) {
    return new StoreChange.PutServer(server, expectedRevision);
  }

  /** A change that appends an event. */
  protected static StoreChange append(EventRecord event) {
    return new StoreChange.AppendEvent(event);
  }

  /** A server of {@link #TENANT}. */
  protected static ServerRecord server(ServerId id, String name, long revision) {
    return new ServerRecord(
        id,
        TENANT,
        name,
        revision,
        NOON,
        NOON.plusMillis(revision),
        DesiredState.RUNNING,
        3,
        "{\"a\":1}");
  }

  /** An event of {@link #TENANT}. */
  protected static EventRecord event(String id) {
    return event(id, ONE, "files", EventType.STATE_CHANGED, Severity.INFO, 0, "moved");
  }

  private static EventRecord event(
      String id,
      @Nullable ServerId server,
      @Nullable String serverName,
      EventType type,
      Severity severity,
      long millis,
      String message) {
    return new EventRecord(
        0,
        id,
        NOON.plusMillis(millis),
        TENANT,
        server,
        serverName,
        "system",
        "c1",
        type,
        severity,
        message,
        "{}");
  }

  /** A line of a server's log. */
  protected static LogLine line(ServerId server, long sequence, String text) {
    return new LogLine(sequence, server, NOON, LogStream.STDERR, LogLevel.INFO, text);
  }

  private static ServerRecord withTenant(ServerRecord server, String tenant) {
    return new ServerRecord(
        server.id(),
        tenant,
        server.name(),
        server.revision(),
        server.createdAt(),
        server.updatedAt(),
        server.desired(),
        server.generation(),
        server.definition());
  }

  private static EventRecord withTenant(EventRecord event, String tenant) {
    return new EventRecord(
        0,
        event.id(),
        event.time(),
        tenant,
        event.server(),
        event.serverName(),
        event.actor(),
        event.correlationId(),
        event.type(),
        event.severity(),
        event.message(),
        event.data());
  }

  private static EventFilter categories(EventCategory... categories) {
    return new EventFilter(Set.of(), Set.of(categories), Set.of(), Severity.INFO, null, null, "");
  }

  private static EventFilter severity(Severity least) {
    return new EventFilter(Set.of(), Set.of(), Set.of(), least, null, null, "");
  }

  private static EventFilter times(Instant from, Instant to) {
    return new EventFilter(Set.of(), Set.of(), Set.of(), Severity.INFO, from, to, "");
  }

  private static EventFilter text(String text) {
    return new EventFilter(Set.of(), Set.of(), Set.of(), Severity.INFO, null, null, text);
  }

  private List<String> passing(EventFilter filter) {
    List<String> forward = new ArrayList<>(store.events().after(TENANT, filter, 0, 1000).stream()
        .map(EventRecord::id)
        .toList());
    List<String> backward = store.events().before(TENANT, filter, Long.MAX_VALUE, 1000).stream()
        .map(EventRecord::id)
        .toList();
    assertThat(backward.reversed()).isEqualTo(forward);
    return forward;
  }

  private List<LogLine> select(
      Set<LogStream> streams,
      LogLevel least,
      @Nullable Instant from,
      @Nullable Instant to,
      String text) {
    var filter = new LogFilter(streams, least, from, to, text);
    List<LogLine> forward = store.logs().after(ONE, filter, 0, 1000);
    assertThat(store.logs().before(ONE, filter, Long.MAX_VALUE, 1000).reversed())
        .isEqualTo(forward);
    return forward;
  }

  private static List<Long> sequences(List<EventRecord> events) {
    return events.stream().map(EventRecord::sequence).toList();
  }

  private static List<String> texts(List<LogLine> lines) {
    return lines.stream().map(LogLine::text).toList();
  }

  private List<EventRecord> tellings() {
    List<EventRecord> told = Collections.synchronizedList(new ArrayList<>());
    store.onCommitted(told::add);
    return told;
  }

  private boolean commits(StoreChange... changes) {
    try {
      store.commit(List.of(changes));
      return true;
    } catch (StaleRevisionException e) {
      return false;
    }
  }

  private ErrorCode refusalOf(StoreChange change) {
    return catchThrowableOfType(McpManagerException.class, () -> store.commit(List.of(change)))
        .code();
  }

  private static <T> List<T> inParallel(List<Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      for (Future<T> done : executor.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    }
  }
}
