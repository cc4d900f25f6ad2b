package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.error.McpManagerException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses what a context does not allow, and has it written down what was changed and what was refused. Thread-safe; a
 * check that passes costs well under a microsecond.
 */
public final class Authorizer {

  private static final Logger LOG = LoggerFactory.getLogger(Authorizer.class);

  /** What an operation does. */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    /** Does it. */
    T run() throws X;
  }

  private final Trail trail;

  /** Writes to this trail. */
  public Authorizer(Trail trail) {
    this.trail = trail;
  }

  /** Whether an operation may be done with everything in its area. */
  public boolean allows(CallContext context, Operation operation) {
    return allows(context, operation, "");
  }

  /**
   * Whether an operation may be done with one thing.
   *
   * @param target as permissions name it: a server, or a server and, behind a slash, a tool
   */
  public boolean allows(CallContext context, Operation operation, String target) {
    Permission needed = operation.permission();
    return context.grants().allows(needed.area(), needed.action(), target)
        && (!operation.concernsHost() || context.tenant().equals(CallContext.DEFAULT_TENANT));
  }

  /** Whether an operation may be done with at least something. */
  public boolean allowsSome(CallContext context, Operation operation) {
    Permission needed = operation.permission();
    return allows(context, operation)
        || context.grants().allowsSome(needed.area(), needed.action());
  }

  /**
   * Returns if an operation may be done with everything in its area.
   *
   * @throws AccessDeniedException if not; written down
   */
  public void check(CallContext context, Operation operation) {
    check(context, operation, "", "");
  }

  /**
   * Returns if an operation may be done with one thing.
   *
   * @param target as permissions name it; empty for everything in the area
   * @param thing as the audit trail names it, such as {@code server:files}
   * @throws AccessDeniedException if not; written down
   */
  public void check(CallContext context, Operation operation, String target, String thing) {
    if (!allows(context, operation, target)) {
      throw denied(context, operation, target, thing);
    }
  }

  /**
   * Returns if an operation may be done with at least something: what it is done with is checked, or left out, later.
   *
   * @throws AccessDeniedException if not; written down
   */
  public void checkSome(CallContext context, Operation operation) {
    if (!allowsSome(context, operation)) {
      throw denied(context, operation, "", "");
    }
  }

  /** Writes down that something was refused; what to throw. */
  public AccessDeniedException denied(
      CallContext context, Operation operation, String target, String thing) {
    return denied(context, operation, operation.text(), target, thing);
  }

  AccessDeniedException denied(
      CallContext context, Operation operation, String action, String target, String thing) {
    Permission needed = operation.permission();
    String scope = needed.text() + (target.isEmpty() ? "" : ":" + target);
    boolean elsewhere = operation.concernsHost() && context.grants().allows(needed);
    AccessDeniedException denied = elsewhere
        ? new AccessDeniedException(
            "this concerns all tenants, so it needs the permission " + scope + " in the tenant "
                + CallContext.DEFAULT_TENANT,
            scope)
        : new AccessDeniedException(scope);
    refused(context, action, thing, Map.of("needs", scope));
    return denied;
  }

  /** Writes down what somebody else has refused. */
  void refused(
      CallContext context, Operation operation, String thing, AccessDeniedException denied) {
    refused(context, operation.text(), thing, Map.of("needs", denied.scope()));
  }

  /**
   * Writes down what somebody else has refused. That it can't be written does not let anybody in: it is logged.
   *
   * @param thing as the audit trail names it
   * @param details why, and what else there is to say; no secrets
   */
  public void refused(
      CallContext context, String action, String thing, Map<String, String> details) {
    try {
      trail.record(context, action, thing, AuditResult.DENIED, details);
    } catch (McpManagerException unwritten) {
      LOG.atError()
          .addKeyValue("action", action)
          .setCause(unwritten)
          .log("a refusal could not be written to the audit trail");
    }
  }

  /**
   * Does what needs the operation's permission for everything in its area, and writes it down if it is to be.
   *
   * @param thing as the audit trail names it
   * @throws AccessDeniedException if the context does not allow it; written down
   */
  public <T, X extends Exception> T perform(
      CallContext context, Operation operation, String thing, Work<T, X> work) throws X {
    check(context, operation, "", thing);
    return recorded(context, operation, thing, Map.of(), work);
  }

  /**
   * Does what has been checked, and writes it down if it is to be: once it is done, or has failed.
   *
   * @param thing as the audit trail names it
   * @param details what else the trail shall say; no secrets
   * @throws io.mcpmanager.api.error.StoreException if it was done and could not be written down
   */
  public <T, X extends Exception> T recorded(
      CallContext context,
      Operation operation,
      String thing,
      Map<String, String> details,
      Work<T, X> work)
      throws X {
    return operation.kind() == Operation.Kind.READ
        ? work.run()
        : recorded(context, operation.text(), thing, details, work);
  }

  <T, X extends Exception> T recorded(
      CallContext context,
      String action,
      String thing,
      Map<String, String> details,
      Work<T, X> work)
      throws X {
    T result;
    try {
      result = work.run();
    } catch (Exception e) {
      failed(context, action, thing, details, e);
      throw e;
    }
    trail.record(context, action, thing, AuditResult.DONE, details);
    return result;
  }

  /** Writes down that something was tried and failed. */
  void failed(
      CallContext context,
      String action,
      String thing,
      Map<String, String> details,
      Exception failure) {
    var all = new HashMap<>(details);
    all.put(
        "error",
        failure instanceof McpManagerException known
            ? known.code().name()
            : failure.getClass().getSimpleName());
    try {
      trail.record(context, action, thing, AuditResult.FAILED, all);
    } catch (McpManagerException unwritten) {
      failure.addSuppressed(unwritten);
    }
  }

  /** Writes down what is known only afterwards. */
  void record(
      CallContext context,
      Operation operation,
      String thing,
      AuditResult outcome,
      Map<String, String> details) {
    trail.record(context, operation.text(), thing, outcome, details);
  }
}
