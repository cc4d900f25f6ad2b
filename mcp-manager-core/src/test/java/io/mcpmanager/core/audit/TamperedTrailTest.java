package io.mcpmanager.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditFault;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.audit.AuditVerification;
import io.mcpmanager.core.memory.InMemoryStore;
import io.mcpmanager.core.secret.StoredKeyring;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.AuditStore;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.StoreChange;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody who can write to the database may try. */
final class TamperedTrailTest {

  private static final String TENANT = "default";

  private final ManualClock clock = new ManualClock();
  private final InMemoryStore store = new InMemoryStore();
  private final StoredKeyring keyring = new StoredKeyring(store, null, clock);
  private final Seals seals = new Seals(keyring);
  private final AuditTrail trail =
      new AuditTrail(store, keyring, AuditRetention.DEFAULT, null, clock);
  private List<AuditRecord> rows = List.of();

  @BeforeEach
  void write() {
    for (int i = 1; i <= 10; i++) {
      trail.record(
          context(TENANT), "test.do", "thing:" + i, AuditResult.DENIED, Map.of("n", "" + i));
      trail.record(context("other"), "test.do", "thing:" + i, AuditResult.DONE, Map.of());
    }
    rows = rowsOf(TENANT);
  }

  @AfterEach
  void close() {
    trail.close();
    store.close();
  }

  static Stream<UnaryOperator<AuditRecord>> edits() {
    return Stream.of(
        row -> with(row, "actor", "user:somebody"),
        row -> with(row, "actorKind", "SYSTEM"),
        row -> with(row, "actorKind", "nonsense"),
        row -> with(row, "action", "test.other"),
        row -> with(row, "target", ""),
        row -> with(row, "result", "DONE"),
        row -> with(row, "result", "nonsense"),
        row -> with(row, "correlationId", "another"),
        row -> with(row, "note", "1-3"),
        row -> with(row, "digest", Seals.digest("other")),
        row -> with(row, "hash", "00"),
        row -> with(row, "time", ""));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void givenAnyEditedColumn_whenVerified_thenTheEntryIsNamed(UnaryOperator<AuditRecord> edit) {
    rows.set(4, edit.apply(rows.get(4)));

    assertFault(AuditFault.Kind.EDITED, 5);
  }

  @Test
  void givenEditedDetails_whenVerified_thenTheEntryIsNamed() {
    rows.set(6, with(rows.get(6), "personal", "{\"details\":{}}"));

    assertFault(AuditFault.Kind.DETAILS_EDITED, 7);
  }

  @Test
  void givenDetailsAndDigestEditedTogether_whenVerified_thenTheEntryIsNamed() {
    String other = "{\"details\":{}}";
    rows.set(6, with(with(rows.get(6), "personal", other), "digest", Seals.digest(other)));

    assertFault(AuditFault.Kind.EDITED, 7);
  }

  @Test
  void givenDeletedEntry_whenVerified_thenItIsNamed() {
    AuditRecord ignored = rows.remove(3);

    assertFault(AuditFault.Kind.MISSING, 4);
  }

  @Test
  void givenDeletedFirstEntry_whenVerified_thenItIsNamed() {
    AuditRecord ignored = rows.removeFirst();

    assertFault(AuditFault.Kind.MISSING, 1);
  }

  @Test
  void givenDeletedEntryAndTheRestNumberedAnew_whenVerified_thenTheGapIsNamed() {
    AuditRecord ignored = rows.remove(3);
    for (int i = 3; i < rows.size(); i++) {
      rows.set(i, numbered(rows.get(i), i + 1));
    }

    assertFault(AuditFault.Kind.EDITED, 4);
  }

  @Test
  void givenTwoEntriesExchanged_whenVerified_thenTheFirstIsNamed() {
    AuditRecord third = rows.get(2);
    rows.set(2, numbered(rows.get(3), 3));
    rows.set(3, numbered(third, 4));

    assertFault(AuditFault.Kind.EDITED, 3);
  }

  @Test
  void givenEntryOfAnotherTenantPutIn_whenVerified_thenItIsNamed() {
    rows.set(0, with(rowsOf("other").getFirst(), "tenant", TENANT));

    assertFault(AuditFault.Kind.EDITED, 1);
  }

  @Test
  void givenForgedEntryAtTheEnd_whenVerified_thenItIsNamed() {
    rows.add(numbered(rows.getLast(), 11));

    assertFault(AuditFault.Kind.EDITED, 11);
  }

  @Test
  void givenForgedEntryBeforeTheBeginning_whenVerified_thenItIsNamed() {
    rows.addFirst(numbered(rows.getFirst(), Long.MIN_VALUE));

    assertFault(AuditFault.Kind.UNEXPECTED, Long.MIN_VALUE);
  }

  @Test
  void givenTailCutOff_whenVerified_thenTheFirstMissingEntryIsNamed() {
    rows = new ArrayList<>(rows.subList(0, 7));

    assertFault(AuditFault.Kind.TRUNCATED, 8);
  }

  @Test
  void givenEverythingDeleted_whenVerified_thenTheFirstEntryIsNamed() {
    rows = List.of();

    assertFault(AuditFault.Kind.TRUNCATED, 1);
  }

  @Test
  void givenTailCutOffAndTheNoteOfTheEndDeleted_whenVerified_thenItShows() {
    rows = new ArrayList<>(rows.subList(0, 7));
    delete("audit-head");

    assertFault(AuditFault.Kind.FORGED, 8);
  }

  @Test
  void givenTailCutOffAndTheNoteOfTheEndForged_whenVerified_thenItShows() {
    rows = new ArrayList<>(rows.subList(0, 7));
    AuditRecord last = rows.getLast();
    put(Marks.putHead(new AuditAnchor(TENANT, 7, last.hash(), clock.now(), last.hash())));

    assertFault(AuditFault.Kind.FORGED, 1);
  }

  @Test
  void givenGenuineNoteOfAnotherTenantsEnd_whenVerified_thenItShows() {
    Document others =
        store.documents().find("audit-head", Document.SHARED, "other").orElseThrow();
    put(new StoreChange.PutDocument(
        new Document(
            "audit-head",
            Document.SHARED,
            TENANT,
            null,
            0,
            clock.now(),
            clock.now(),
            null,
            others.json()),
        -1));

    assertFault(AuditFault.Kind.FORGED, 1);
  }

  @Test
  void givenOlderDatabasePutInPlace_whenVerified_thenTheAnchorKeptElsewhereKnows() {
    Document head =
        store.documents().find("audit-head", Document.SHARED, TENANT).orElseThrow();
    trail.record(context(TENANT), "test.do", "", AuditResult.DONE, Map.of());
    clock.advance(Duration.ofHours(1));
    List<AuditAnchor> elsewhere = trail.anchors(context(TENANT), 10);
    put(new StoreChange.PutDocument(head, -1));
    delete("audit-anchor", TENANT);

    assertThat(verify(List.of()).fault()).isEmpty();
    assertThat(verify(elsewhere).fault().orElseThrow())
        .extracting(AuditFault::kind, AuditFault::sequence)
        .containsExactly(AuditFault.Kind.TRUNCATED, 11L);
  }

  @Test
  void givenForgedAnchor_whenVerified_thenItShows() {
    var forged =
        new AuditAnchor(TENANT, 5, rows.get(4).hash(), clock.now(), rows.get(4).hash());

    assertThat(verify(List.of(forged)).fault().orElseThrow().kind())
        .isEqualTo(AuditFault.Kind.FORGED);
  }

  @Test
  void givenDetailsErasedWithoutAnEntry_whenVerified_thenTheEntryIsNamed() {
    rows.set(1, rows.get(1).erased());
    rows.set(8, rows.get(8).erased());

    assertFault(AuditFault.Kind.ERASED, 2);
  }

  @Test
  void givenOldEndCutOffWithAForgedMark_whenVerified_thenItShows() {
    AuditRecord cut = rows.get(2);
    rows = new ArrayList<>(rows.subList(3, 10));
    put(Marks.putCut(new AuditAnchor(TENANT, 3, cut.hash(), clock.now(), cut.hash())));

    assertFault(AuditFault.Kind.FORGED, 1);
  }

  @Test
  void givenAnchorPutAsAMarkOfACut_whenVerified_thenItShows() {
    AuditRecord cut = rows.get(9);
    AuditAnchor genuine = seals.mark(Seals.Kind.ANCHOR, TENANT, 10, cut.hash(), clock.now());
    put(Marks.putCut(genuine));

    assertFault(AuditFault.Kind.FORGED, 1);
  }

  @Test
  void givenErasureWhileStopped_whenTheManagerGoesOn_thenTheBreakStaysToBeSeen() {
    put(new StoreChange.EraseAudit(TENANT, List.of(2L)));
    trail.close();
    try (var again = new AuditTrail(store, keyring, AuditRetention.DEFAULT, null, clock)) {
      again.record(context(TENANT), "test.do", "", AuditResult.DONE, Map.of());

      assertThat(again.verify(context(TENANT)).fault().orElseThrow())
          .extracting(AuditFault::kind, AuditFault::sequence)
          .containsExactly(AuditFault.Kind.ERASED, 2L);
    }
  }

  private void assertFault(AuditFault.Kind kind, long sequence) {
    assertThat(verify(List.of()).fault().orElseThrow())
        .extracting(AuditFault::kind, AuditFault::sequence)
        .containsExactly(kind, sequence);
  }

  private AuditVerification verify(List<AuditAnchor> kept) {
    return new Verifier(new Rows(rows), new Marks(store.documents()), seals).verify(TENANT, kept);
  }

  private List<AuditRecord> rowsOf(String tenant) {
    return new ArrayList<>(store.audit().after(tenant, AuditFilter.ALL, 0, 1000));
  }

  private void put(StoreChange change) {
    assertThat(store.commit(List.of(change))).isEmpty();
  }

  private void delete(String kind) {
    put(new StoreChange.DeleteDocument(kind, Document.SHARED, TENANT, -1));
  }

  private void delete(String kind, String tenant) {
    store
        .documents()
        .list(kind, tenant, "", 10)
        .forEach(one -> put(new StoreChange.DeleteDocument(kind, tenant, one.id(), -1)));
  }

  private static CallContext context(String tenant) {
    return new CallContext(
        new Principal("user:ada1", Principal.Kind.USER), tenant, "r1", Grants.NONE, "192.0.2.7");
  }

  private static AuditRecord numbered(AuditRecord row, long sequence) {
    return new AuditRecord(
        row.tenant(),
        sequence,
        row.time(),
        row.actor(),
        row.actorKind(),
        row.action(),
        row.target(),
        row.result(),
        row.correlationId(),
        row.note(),
        row.digest(),
        row.hash(),
        row.personal());
  }

  private static AuditRecord with(AuditRecord row, String column, String value) {
    return new AuditRecord(
        column.equals("tenant") ? value : row.tenant(),
        row.sequence(),
        column.equals("time") ? row.time().plusMillis(1) : row.time(),
        column.equals("actor") ? value : row.actor(),
        column.equals("actorKind") ? value : row.actorKind(),
        column.equals("action") ? value : row.action(),
        column.equals("target") ? value : row.target(),
        column.equals("result") ? value : row.result(),
        column.equals("correlationId") ? value : row.correlationId(),
        column.equals("note") ? value : row.note(),
        column.equals("digest") ? value : row.digest(),
        column.equals("hash") ? value : row.hash(),
        column.equals("personal") ? value : row.personal());
  }

  /** Rows of one tenant. */
  private record Rows(List<AuditRecord> rows) implements AuditStore {

    @Override
    public List<AuditRecord> after(String tenant, AuditFilter filter, long sequence, int limit) {
      return rows.stream().filter(row -> row.sequence() > sequence).limit(limit).toList();
    }

    @Override
    public List<AuditRecord> before(String tenant, AuditFilter filter, long sequence, int limit) {
      return List.of();
    }

    @Override
    public List<AuditRecord> about(String tenant, String subject, long sequence, int limit) {
      return List.of();
    }

    @Override
    public Optional<AuditRecord> oldest(String tenant) {
      return rows.stream().findFirst();
    }

    @Override
    public List<String> tenants() {
      return List.of(TENANT);
    }
  }
}
