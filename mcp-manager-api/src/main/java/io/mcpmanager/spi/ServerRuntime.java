package io.mcpmanager.spi;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import java.util.List;
import java.util.Optional;

/**
 * One way of bringing definitions to life: as local processes, as connections to a URL, in memory for tests.
 *
 * <p>Thread-safe. The manager calls it from virtual threads, with at most one launch in flight per server; there may be
 * several instances of a server at a time, each for one client. Calls may block and must answer interruption.
 */
public interface ServerRuntime extends AutoCloseable {

  /** Hands over what the manager provides. Called once, before everything else. */
  default void initialize(RuntimeContext context) {}

  /** Whether this runtime can bring such a launch to life. */
  boolean supports(Launch launch);

  /** What in the outside world would keep the launch from working, such as a command not found. Changes nothing. */
  List<Problem> check(Launch launch);

  /**
   * Makes present what a launch needs and would otherwise fetch while its server starts, such as a package. Called before
   * every launch; returns at once if everything is there. What was fetched is kept if this is interrupted or fails.
   *
   * @param spec what is to be launched
   * @param listener is told how it goes on
   * @return what to launch instead, or empty if there is nothing to install
   * @throws io.mcpmanager.api.error.LaunchException if it could not be installed
   */
  default Optional<Installation> install(LaunchSpec spec, InstanceListener listener)
      throws InterruptedException {
    return Optional.empty();
  }

  /**
   * Starts an instance and returns once it exists; it need not answer yet.
   *
   * @param listener is told what the instance writes beside the protocol
   * @throws io.mcpmanager.api.error.LaunchException if it could not be started; then nothing is left behind
   */
  Instance launch(LaunchSpec spec, InstanceListener listener) throws InterruptedException;

  /**
   * Returns if this runtime has what it can't do without, such as an engine; at once, as far as is known.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#RUNTIME_UNAVAILABLE} and the reason if it has not
   */
  default void checkReady() {}

  /** What diagnostics look at in this runtime: helpers it needs, what earlier managers left behind. */
  default List<DiagnosticCheck> checks() {
    return List.of();
  }

  /** Ends every instance still alive and frees what the runtime holds. Idempotent. */
  @Override
  void close();
}
