package io.mcpmanager.core.hook;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides about calls of tools by what the manager's users have laid down. Thread-safe. What throws something else than
 * declared has not let the call pass.
 */
public interface ToolGate {

  /** Lets everything pass. */
  ToolGate OPEN = new ToolGate() {
    @Override
    public Optional<Denial> denial(CallContext context, String client, Server server, String tool) {
      return Optional.empty();
    }

    @Override
    public Predicate<Target> listed(CallContext context, String client) {
      return AccessPolicy.ALL;
    }
  };

  /** Why a tool may not be called. */
  record Denial(ErrorCode code, String reason) {}

  /**
   * A call on its way to a server.
   *
   * @param context on whose behalf
   * @param client name that the client gives itself
   * @param session number of the session it came by, for logs
   * @param tool as the server knows it
   * @param bytes hold the parameters
   * @param params the parameters, an object that has been checked; null if there are none
   * @param continued whether it is a further round of a call that has been let pass
   * @param patience how long the client waits at most, or null if it does not say
   * @param user the user of the client, or null if nobody can be asked
   * @param leaving takes what is to be done when the client no longer waits
   */
  // payloads pass through uncopied
  @SuppressWarnings("ArrayRecordComponent")
  record Call(
      CallContext context,
      String client,
      String session,
      Server server,
      String tool,
      byte[] bytes,
      @Nullable Span params,
      boolean continued,
      @Nullable Duration patience,
      @Nullable Asked user,
      Consumer<Runnable> leaving) {}

  /** Somebody who can be asked a question. */
  @FunctionalInterface
  interface Asked {

    /**
     * Asks by {@code elicitation/create}.
     *
     * @param params its parameters
     * @param answer takes the result, or nothing if the question was refused; called at most once, on any thread
     * @return takes the question back
     */
    Runnable ask(byte[] params, Consumer<Optional<byte[]>> answer);
  }

  /** What a call came to at the gate. */
  interface Pass {

    /** It passes, and nobody had to be asked. */
    Pass FREE = new Pass() {
      @Override
      public Optional<Denial> denial() {
        return Optional.empty();
      }

      @Override
      public boolean stillHolds() {
        return true;
      }
    };

    /** Why it does not pass; empty if it does. */
    Optional<Denial> denial();

    /** Whether what was decided about is still as it was then. */
    boolean stillHolds();
  }

  /**
   * Decides about a whole call, after {@link #denial} has let it pass; waits as long as somebody may still approve it.
   *
   * @throws InterruptedException if interrupted; the call can then be approved for the next time it is made
   * @throws io.mcpmanager.api.error.McpManagerException if the arguments are not what the tool takes
   */
  default Pass admit(Call call) throws InterruptedException {
    return Pass.FREE;
  }

  /** Whether calls of a tool wait for approval at present. */
  default boolean asks(CallContext context, String client, Server server, String tool) {
    return false;
  }

  /**
   * Why a client may not call a tool; empty if it may, or if that shows only with the whole call. Answers from memory.
   *
   * @param client name that the client gives itself
   * @param tool as the server knows it
   */
  Optional<Denial> denial(CallContext context, String client, Server server, String tool);

  /** What lists show a client; the same for those who see the same. */
  Predicate<Target> listed(CallContext context, String client);

  /**
   * A server offers these tools from now on. Told before clients can see or call them; may block.
   *
   * @param definitions as the server wrote them, by name
   */
  default void offered(Server server, Map<String, byte[]> definitions) {}

  /** A server exists no more. May block. */
  default void deleted(Server server) {}

  /**
   * The tools in a list straight from a server that clients are not to see, as they are defined in another way than they
   * may be.
   */
  default Set<String> strange(Server server, Map<String, byte[]> definitions) {
    return Set.of();
  }
}
