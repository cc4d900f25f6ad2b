package io.mcpmanager.spi.store;

import io.mcpmanager.spi.DiagnosticCheck;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the manager keeps what must survive. Thread-safe. Every method throws
 * {@link io.mcpmanager.api.error.StoreException} if the store fails; then nothing was changed, unless its code is
 * {@link io.mcpmanager.api.error.ErrorCode#STORE_UNCERTAIN}.
 */
public interface Store extends AutoCloseable {

  /**
   * Makes changes as one transaction and returns once they are durable.
   *
   * @return the events appended, with their sequences, in the order of the changes
   * @throws io.mcpmanager.api.error.StaleRevisionException if a server or document is not at the revision expected
   * @throws io.mcpmanager.api.error.McpManagerException with
   *     {@link io.mcpmanager.api.error.ErrorCode#NAME_TAKEN} if a name is taken within the tenant, or
   *     a document's lookup within its kind; with
   *     {@link io.mcpmanager.api.error.ErrorCode#SERVER_NOT_FOUND} if a server to change does not exist
   */
  List<EventRecord> commit(List<StoreChange> changes);

  /**
   * Hands every event, in the order of its sequence and without gaps, to a listener once it is durable and before the
   * commit that appended it returns. The listener must not block. At most one listener; a second call replaces it.
   */
  void onCommitted(Consumer<EventRecord> listener);

  /** The servers. */
  ServerStore servers();

  /** The event log. */
  EventStore events();

  /** The servers' logs. */
  LogStore logs();

  /** What was launched and is not known to have ended. */
  InstanceStore instances();

  /** Names this store, and with it the manager it belongs to, for good: 1 to 32 characters from {@code a-z 0-9}. */
  String id();

  /** What health checks found. */
  SampleStore samples();

  /** The sessions of clients. */
  SessionStore sessions();

  /** Users, keys, rules and other small things. */
  DocumentStore documents();

  /** The audit trails. */
  AuditStore audit();

  /** Copies of this store; empty if it can't be copied. */
  default Optional<BackupStore> backups() {
    return Optional.empty();
  }

  /**
   * Returns if the store can be read and, as far as is known, written. After a write has failed it can't, until one has
   * succeeded; the store itself tries from time to time.
   *
   * @throws io.mcpmanager.api.error.StoreException why not
   */
  default void check() {
    events().latestSequence();
  }

  /** What diagnostics look at in this store. */
  default List<DiagnosticCheck> checks() {
    return List.of();
  }

  /** Makes everything durable and frees what the store holds. Idempotent. */
  @Override
  void close();
}
