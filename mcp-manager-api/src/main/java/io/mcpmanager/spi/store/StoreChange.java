package io.mcpmanager.spi.store;

import io.mcpmanager.api.server.ServerId;
import java.util.List;

/** One change within a transaction. */
public sealed interface StoreChange {

  /**
   * Writes a server.
   *
   * @param server the whole record
   * @param expectedRevision revision it has in the store now; 0 if it must not exist yet
   */
  record PutServer(ServerRecord server, long expectedRevision) implements StoreChange {}

  /**
   * Deletes a server, its log and its samples. From then on nobody sees these, nor what comes late of them; what is stored
   * of them may go little by little. A server that does not exist is an error.
   */
  record DeleteServer(ServerId id) implements StoreChange {}

  /** Writes a client's session, in place of what was stored under its key. */
  record PutSession(SessionRecord session) implements StoreChange {}

  /** Deletes a client's session. One that does not exist is no error. */
  record DeleteSession(String key) implements StoreChange {}

  /**
   * Writes a document.
   *
   * @param document the whole document; its revision is ignored, the store gives the next one
   * @param expectedRevision revision it has in the store now; 0 if it must not exist yet; -1 if that does not matter
   */
  record PutDocument(Document document, long expectedRevision) implements StoreChange {}

  /**
   * Deletes a document. One that does not exist is no error.
   *
   * @param expectedRevision revision it has in the store now if it is there; -1 if that does not matter
   */
  record DeleteDocument(String kind, String tenant, String id, long expectedRevision)
      implements StoreChange {}

  /**
   * Appends an event to the log.
   *
   * @param event its sequence is ignored; the store gives the next one
   */
  record AppendEvent(EventRecord event) implements StoreChange {}

  /**
   * Appends an entry to its tenant's audit trail. It is an error, {@link
   * io.mcpmanager.api.error.ErrorCode#STALE_REVISION}, if that has an entry with the same or a higher sequence.
   */
  record AppendAudit(AuditRecord entry) implements StoreChange {}

  /** Erases the personal parts of entries. One that is not there is no error. */
  record EraseAudit(String tenant, List<Long> sequences) implements StoreChange {

    /** Copies the list. */
    public EraseAudit {
      sequences = List.copyOf(sequences);
    }
  }

  /** Deletes the entries of a tenant up to a sequence, inclusive. */
  record CutAudit(String tenant, long lastSequence) implements StoreChange {}
}
