package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.store.InstanceRecord;
import java.util.List;
import java.util.function.Predicate;

/** Runs servers as services of the engine's cluster. Thread-safe. */
public interface Placements extends AutoCloseable {

  /** What would keep such a launch from working. */
  List<Problem> check(ContainerLaunch launch);

  /**
   * Launches, or takes over what {@link #recover} has adopted under the same token.
   *
   * @throws io.mcpmanager.api.error.LaunchException if it could not be started; then nothing is left behind
   */
  Instance launch(LaunchSpec spec, ContainerLaunch launch, InstanceListener listener)
      throws InterruptedException;

  /** What became of the services found; see {@link io.mcpmanager.spi.RecoveringRuntime#recover}. */
  List<Leftover> recover(String managerId, List<InstanceRecord> noted, Predicate<ServerId> wanted)
      throws InterruptedException;

  @Override
  void close();
}
