package io.mcpmanager.spi.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads documents. Every question names the tenant, so that who forgets to check finds nothing of another's; only {@link
 * #lookup}, by which credentials are found before the tenant is known, does not. Written by {@link Store#commit}.
 */
public interface DocumentStore {

  /** The document with this id. */
  Optional<Document> find(String kind, String tenant, String id);

  /** The document with this lookup, of whatever tenant. */
  Optional<Document> lookup(String kind, String lookup);

  /**
   * Documents of a kind and tenant in the order of their ids (by code point).
   *
   * @param afterId the id behind which to begin; empty to begin at the first
   * @param limit most documents wanted; 1 to 1000
   */
  List<Document> list(String kind, String tenant, String afterId, int limit);

  /** The tenants that have documents of a kind; for what concerns the manager as a whole, such as its keys. */
  List<String> tenants(String kind);

  /** Documents of a kind, of all tenants, that have expired; in no particular order. */
  List<Document> expired(String kind, Instant now, int limit);
}
