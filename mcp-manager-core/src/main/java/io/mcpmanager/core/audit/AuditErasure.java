package io.mcpmanager.core.audit;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.audit.AuditEntry;
import java.util.Set;
import java.util.function.Consumer;

/** What the trails of all tenants hold of a person. Thread-safe. */
public interface AuditErasure {

  /**
   * Erases name, address and details from all entries that somebody caused or that are about them. What they did and when
   * stays, under their id, and the trails can still be verified; each has an entry more that says what was erased.
   *
   * @param context who asks; the entries name them
   * @param subjects ids as actors and targets have them: {@code user:1f3a…}, {@code key:…}
   * @return how many entries were concerned
   * @throws io.mcpmanager.api.error.StoreException if the store fails; then a part may be erased, and asking again goes on
   */
  long erase(CallContext context, Set<String> subjects);

  /** Hands out all entries that somebody caused or that are about them and from which nothing was erased. */
  void export(Set<String> subjects, Consumer<AuditEntry> receiver);
}
