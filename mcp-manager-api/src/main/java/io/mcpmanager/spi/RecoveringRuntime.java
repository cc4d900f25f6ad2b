package io.mcpmanager.spi;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.store.InstanceRecord;
import java.util.List;
import java.util.function.Predicate;

/**
 * A runtime whose instances may outlive the manager. What it launches is noted in the store until it has ended, so that
 * the next life of the manager knows of it.
 */
public interface RecoveringRuntime extends ServerRuntime {

  /** Its stable name, under which its instances are noted; 1 to 32 characters from {@code a-z 0-9 -}. */
  String name();

  /**
   * Ends, or takes over, what an earlier life of the manager has left: what is noted, and what the runtime finds by the
   * marks of the launches. Never touches an instance of this life, of another manager, or anything it can't tell for sure
   * to be a leftover.
   *
   * <p>Called before the first launch, and again for as long as something could not be ended. Returns in bounded time.
   *
   * @param managerId id of the manager; see {@link LaunchMark}
   * @param noted what the store knows of earlier launches through this runtime
   * @param wanted whether a server is to run; only an instance of such a server may be taken over
   * @return what became of everything noted, and of what was found besides
   */
  List<Leftover> recover(String managerId, List<InstanceRecord> noted, Predicate<ServerId> wanted)
      throws InterruptedException;
}
