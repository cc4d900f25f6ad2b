package io.mcpmanager.core.audit;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.audit.Audit;
import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.api.audit.AuditEntry;
import io.mcpmanager.api.audit.AuditFilter;
import io.mcpmanager.api.audit.AuditPage;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.audit.AuditRetention;
import io.mcpmanager.api.audit.AuditVerification;
import io.mcpmanager.core.secret.Keyring;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.AuditRecord;
import io.mcpmanager.spi.store.AuditStore;
import io.mcpmanager.spi.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail: a chain of entries for each tenant. What is personal in an entry stands apart, and the chain covers a
 * digest of it, so that it can be erased without breaking the chain.
 */
public final class AuditTrail implements Auditor, Audit, AutoCloseable {

  /** The action of entries that say what was erased. */
  static final String ERASE = "audit.erase";

  /** The action of entries that say what was cut off. */
  static final String CUT = "audit.cut";

  private final AuditStore store;
  private final Marks marks;
  private final Seals seals;
  private final Anchors anchors;
  private final Appender appender;
  private final Verifier verifier;
  private final Eraser eraser;
  private final Retention retention;

  /** Read while a trail is verified, written while it is cut. */
  private final ReentrantReadWriteLock oldEnd = new ReentrantReadWriteLock();

  private volatile Function<Principal, String> names = principal -> "";

  /**
   * Can be written to at once; cuts nothing off until it is started.
   *
   * @param anchorFile where anchors are written to besides the store, or null
   */
  public AuditTrail(
      Store store,
      Keyring keyring,
      AuditRetention limits,
      @Nullable Path anchorFile,
      ManagerClock clock) {
    this.store = store.audit();
    marks = new Marks(store.documents());
    seals = new Seals(keyring);
    anchors = new Anchors(anchorFile == null ? null : new AnchorFile(anchorFile), clock);
    appender =
        new Appender(store, new Heads(store.audit(), marks, seals), seals, clock, anchors::grown);
    anchors.use(appender);
    verifier = new Verifier(store.audit(), marks, seals);
    eraser = new Eraser(store.audit(), appender);
    retention =
        new Retention(store.audit(), marks, verifier, appender, oldEnd.writeLock(), limits, clock);
  }

  /** How actors are called, empty if that is not known. Must be quick and not throw. */
  public void use(Function<Principal, String> newNames) {
    names = newNames;
  }

  /** Begins to cut off what is no longer kept. */
  public void start() {
    retention.start();
  }

  /** Finds and erases what the trails hold of a person. */
  public AuditErasure erasure() {
    return eraser;
  }

  @Override
  public void record(
      CallContext context,
      String action,
      String target,
      AuditResult result,
      Map<String, String> details) {
    var draft = new Draft(
        context.tenant(),
        context.principal(),
        action,
        target,
        result,
        context.correlationId(),
        "",
        new Personal(names.apply(context.principal()), context.address(), details));
    appender.submit(plan -> plan.append(draft));
  }

  @Override
  public AuditPage after(CallContext context, AuditFilter filter, long sequence, int limit) {
    return page(
        filter,
        limit,
        sequence,
        (position, most) -> store.after(context.tenant(), filter, position, most));
  }

  @Override
  public AuditPage before(CallContext context, AuditFilter filter, long sequence, int limit) {
    return page(
        filter,
        limit,
        sequence,
        (position, most) -> store.before(context.tenant(), filter, position, most));
  }

  /** Entries of a store from a position on. */
  @FunctionalInterface
  private interface Query {

    List<AuditRecord> from(long position, int most);
  }

  private static AuditPage page(AuditFilter filter, int limit, long sequence, Query query) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_PAGE + ", was " + limit);
    }
    // one more than asked for tells whether there is a further page; if text decides, many more may
    // be needed
    int most = filter.text().isEmpty() ? limit + 1 : MAX_PAGE;
    var found = new ArrayList<AuditEntry>();
    long position = sequence;
    List<AuditRecord> read;
    do {
      read = query.from(position, most);
      for (AuditRecord one : read) {
        AuditEntry entry = Entries.of(one);
        if (filter.matchesText(entry)) {
          found.add(entry);
        }
        position = one.sequence();
      }
    } while (found.size() <= limit && read.size() == most);
    List<AuditEntry> page = found.stream().limit(limit).toList();
    return new AuditPage(page, found.size() > limit ? page.getLast().sequence() : 0);
  }

  @Override
  public void export(CallContext context, AuditFilter filter, Consumer<AuditEntry> receiver) {
    long position = 0;
    do {
      AuditPage page = after(context, filter, position, MAX_PAGE);
      page.entries().forEach(receiver);
      position = page.nextCursor();
    } while (position != 0);
  }

  @Override
  public AuditVerification verify(CallContext context) {
    return verify(context.tenant(), anchors.ofFile());
  }

  @Override
  public List<AuditVerification> verifyAll(CallContext context) {
    return verifyAll(List.of());
  }

  /**
   * Looks at the trails of all tenants.
   *
   * @param kept further anchors, kept elsewhere
   */
  public List<AuditVerification> verifyAll(List<AuditAnchor> kept) {
    var known = new ArrayList<>(anchors.ofFile());
    known.addAll(kept);
    var tenants = new TreeSet<>(store.tenants());
    tenants.addAll(marks.tenants());
    known.forEach(anchor -> tenants.add(anchor.tenant()));
    return tenants.stream().map(tenant -> verify(tenant, known)).toList();
  }

  /** The anchors of a file that was kept elsewhere; lines that are none are left out. */
  public static List<AuditAnchor> anchorsOf(Path file) {
    return new AnchorFile(file).read();
  }

  private AuditVerification verify(String tenant, List<AuditAnchor> kept) {
    oldEnd.readLock().lock();
    try {
      return verifier.verify(tenant, kept);
    } finally {
      oldEnd.readLock().unlock();
    }
  }

  @Override
  public List<AuditAnchor> anchors(CallContext context, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_PAGE + ", was " + limit);
    }
    List<AuditAnchor> all =
        marks.anchors(context.tenant()).stream().flatMap(Optional::stream).toList();
    var newest = new ArrayList<>(all.subList(Math.max(0, all.size() - limit), all.size()));
    Collections.reverse(newest);
    return newest;
  }

  /** Drops a last anchor and writes what still waits. The store must still be open. Idempotent. */
  @Override
  public void close() {
    retention.close();
    anchors.close();
    appender.close();
  }
}
