package io.mcpmanager.spi;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ServerId;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides which clients may ask servers for what, of what their grants allow. It is asked before a request goes to a server, by whatever transport it
 * came, and before interceptors see it. What it denies reaches no server, is answered with an error, recorded among the
 * calls, and told by an event.
 *
 * <p>Thread-safe; called on the thread that carries the request, for each request, and so must answer from memory. If it
 * throws, the request is denied.
 */
public interface AccessPolicy extends AutoCloseable {

  /** Allows everything. */
  AccessPolicy ALLOW_ALL = (context, target) -> Decision.ALLOW;

  /** Shows everything in lists. */
  Predicate<Target> ALL = target -> true;

  /**
   * What somebody wants to use.
   *
   * @param serverId the server that has it
   * @param server that server's name
   * @param kind what it is
   * @param name its name, as the server knows it; of a resource its URI, or a template of URIs
   * @param client name that the client gives itself; not to be trusted, and empty where lists are made
   */
  record Target(ServerId serverId, String server, Kind kind, String name, String client) {

    /** Sorts of what can be used. */
    public enum Kind {
      /** A tool. */
      TOOL,
      /** A prompt, to get it or to complete its arguments. */
      PROMPT,
      /** A resource, to read it, to hear of its changes, or to complete its URI. */
      RESOURCE,
      /** Any other request, such as a list; its name is the method. */
      METHOD
    }
  }

  /**
   * Whether something may be done.
   *
   * @param denial why not, for people, who get to read it; empty if it may
   */
  record Decision(Optional<String> denial) {

    /** It may be done. */
    public static final Decision ALLOW = new Decision(Optional.empty());

    /** It may not be done. */
    public static Decision deny(String reason) {
      return new Decision(Optional.of(Objects.requireNonNull(reason, "reason")));
    }
  }

  /** Whether somebody may use something. */
  Decision decide(CallContext context, Target target);

  /**
   * Which tools, prompts and resources lists show somebody; {@link #ALL} unless overridden. Lists of many servers are kept
   * for filters that are equal, so let those who see the same have equal ones, and another one when rules have changed.
   */
  default Predicate<Target> listed(CallContext context) {
    return ALL;
  }

  /** Called once by the manager, after the last request. */
  @Override
  default void close() {}
}
