package io.mcpmanager.core.hook;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.spi.AccessPolicy;
import io.mcpmanager.spi.AccessPolicy.Target;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

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
