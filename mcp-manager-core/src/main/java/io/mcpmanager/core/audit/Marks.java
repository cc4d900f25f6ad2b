package io.mcpmanager.core.audit;

import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.core.json.AuditJson;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.DocumentStore;
import io.mcpmanager.spi.store.StoreChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The marks that the store keeps of each trail: its head, which shows that nothing was cut off the new end; its cut, which
 * shows where the old end lawfully is; and its anchors. Whoever reads one asks {@link Seals} whether it is genuine.
 */
@SuppressWarnings("OptionalMapToOptional") // not there, and there but unreadable, are two things
final class Marks {

  private static final String HEAD = "audit-head";
  private static final String CUT = "audit-cut";
  private static final String ANCHOR = "audit-anchor";
  private static final int PAGE = 1000;

  private final DocumentStore documents;

  Marks(DocumentStore documents) {
    this.documents = documents;
  }

  /** What is noted of the newest entry; its content may be unreadable. */
  Optional<Optional<AuditAnchor>> head(String tenant) {
    return documents.find(HEAD, Document.SHARED, tenant).map(found -> read(found, tenant));
  }

  /** What is noted of the last entry that was cut off; its content may be unreadable. */
  Optional<Optional<AuditAnchor>> cut(String tenant) {
    return documents.find(CUT, Document.SHARED, tenant).map(found -> read(found, tenant));
  }

  /** Every anchor, oldest first; the content of one may be unreadable. */
  List<Optional<AuditAnchor>> anchors(String tenant) {
    return all(ANCHOR, tenant).stream().map(found -> read(found, tenant)).toList();
  }

  /** Tenants of which a head is noted. */
  List<String> tenants() {
    return all(HEAD, Document.SHARED).stream().map(Document::id).toList();
  }

  static StoreChange putHead(AuditAnchor head) {
    return put(HEAD, Document.SHARED, head.tenant(), head);
  }

  static StoreChange putCut(AuditAnchor cut) {
    return put(CUT, Document.SHARED, cut.tenant(), cut);
  }

  static StoreChange putAnchor(AuditAnchor anchor) {
    return put(ANCHOR, anchor.tenant(), id(anchor.sequence()), anchor);
  }

  /** Deletes anchors of entries that are cut off; a further time if there are very many. */
  List<StoreChange> deleteAnchors(String tenant, long lastSequence) {
    return documents.list(ANCHOR, tenant, "", PAGE).stream()
        .map(Document::id)
        .filter(id -> id.compareTo(id(lastSequence)) <= 0)
        .<StoreChange>map(id -> new StoreChange.DeleteDocument(ANCHOR, tenant, id, -1))
        .toList();
  }

  private static StoreChange put(String kind, String tenant, String id, AuditAnchor mark) {
    return new StoreChange.PutDocument(
        new Document(
            kind,
            tenant,
            id,
            null,
            0,
            mark.time(),
            mark.time(),
            null,
            AuditJson.anchor(mark).toString()),
        -1);
  }

  private static String id(long sequence) {
    return String.format(Locale.ROOT, "%019d", sequence);
  }

  private List<Document> all(String kind, String tenant) {
    var found = new ArrayList<Document>();
    String last = "";
    while (true) {
      List<Document> page = documents.list(kind, tenant, last, PAGE);
      found.addAll(page);
      if (page.size() < PAGE) {
        return found;
      }
      last = page.getLast().id();
    }
  }

  private static Optional<AuditAnchor> read(Document document, String tenant) {
    // a genuine mark of another's trail is as good as none
    return Mark.read(document.json()).filter(mark -> mark.tenant().equals(tenant));
  }
}
