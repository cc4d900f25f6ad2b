package io.mcpmanager.spi.store;

import io.mcpmanager.api.audit.AuditFilter;
import java.util.List;
import java.util.Optional;

/**
 * Reads the audit trails, one for each tenant. Written by {@link Store#commit}: appended to at the new end, cut at the old
 * one, personal parts erased, and otherwise never changed.
 */
public interface AuditStore {

  /**
   * Entries of a tenant that pass a filter, whose text is left aside, and are newer than a position; oldest first.
   *
   * @param limit most entries to return, 1 to 1001
   */
  List<AuditRecord> after(String tenant, AuditFilter filter, long sequence, int limit);

  /**
   * Entries of a tenant that pass a filter, whose text is left aside, and are older than a position; newest first.
   *
   * @param limit most entries to return, 1 to 1001
   */
  List<AuditRecord> before(String tenant, AuditFilter filter, long sequence, int limit);

  /**
   * Entries of a tenant whose actor or target is a subject and whose personal part is there, newer than a position;
   * oldest first.
   *
   * @param limit most entries to return, 1 to 1001
   */
  List<AuditRecord> about(String tenant, String subject, long sequence, int limit);

  /** The oldest entry of a tenant. */
  Optional<AuditRecord> oldest(String tenant);

  /** Tenants that have entries, in the order of their names (by code point). */
  List<String> tenants();
}
