package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.catalog.ListKind;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What grants allow to ask servers for: {@code tools:execute:SERVER/NAME}, where the name is that of a tool or a prompt as
 * the server knows it, or the URI of a resource. Decided from memory, within a microsecond.
 */
final class Granted {

  private static final int LONGEST_SCOPE = 300;

  /** Whether everything of all servers may be used. */
  static boolean everything(CallContext context) {
    return context.grants().allows(Area.TOOLS, Action.EXECUTE, "");
  }

  /** Whether at least something of a server may be used. */
  static boolean something(CallContext context, String server) {
    return context.grants().allowsWithin(Area.TOOLS, Action.EXECUTE, server);
  }

  /**
   * Returns if at least something of a server may be used. It is asked before the server is looked up, so that the answer
   * does not tell whether there is one.
   *
   * @throws AccessDeniedException if nothing may be used
   */
  static void checkSomething(CallContext context, String server) {
    if (!something(context, server)) {
      throw new AccessDeniedException(scope(server));
    }
  }

  /**
   * The scope that would be needed to use something of a server; empty if it may be used.
   *
   * @param name as the server knows it; of a request that is about nothing in particular its method
   */
  static Optional<String> denial(
      CallContext context, Server server, Target.Kind kind, String name) {
    if (everything(context)) {
      return Optional.empty();
    }
    if (kind == Target.Kind.METHOD) {
      // lists are cut to what may be used; what else a method may do is not known
      boolean allowed = ListKind.of(name).isPresent()
          ? something(context, server.name())
          : context.grants().allows(Area.TOOLS, Action.EXECUTE, server.name());
      return allowed ? Optional.empty() : Optional.of(scope(server.name()));
    }
    String target = target(server.name(), name);
    return context.grants().allows(Area.TOOLS, Action.EXECUTE, target)
        ? Optional.empty()
        : Optional.of(scope(target));
  }

  /** Why something is denied, for people. */
  static String reason(String scope) {
    return "this needs the permission " + scope;
  }

  /** What lists show: what may be used, of what a policy shows. */
  static Predicate<Target> listed(CallContext context, Predicate<Target> policy) {
    if (everything(context)) {
      return policy;
    }
    var relevant = context.grants().permissions().stream()
        .filter(one -> one.area() == Area.TOOLS && one.action() == Action.EXECUTE)
        .toList();
    return new Listed(Grants.of(relevant), policy);
  }

  /** Equal for those who may use the same, so that they share lists. */
  private record Listed(Grants grants, Predicate<Target> policy) implements Predicate<Target> {

    @Override
    public boolean test(Target item) {
      return grants.allows(Area.TOOLS, Action.EXECUTE, target(item.server(), item.name()))
          && (policy.equals(AccessPolicy.ALL) || policy.test(item));
    }
  }

  private static String target(String server, String name) {
    return server + "/" + name;
  }

  private static String scope(String target) {
    String scope = Permission.of(Area.TOOLS, Action.EXECUTE).text() + ":" + target;
    return scope.length() <= LONGEST_SCOPE ? scope : scope.substring(0, LONGEST_SCOPE);
  }

  private Granted() {}
}
