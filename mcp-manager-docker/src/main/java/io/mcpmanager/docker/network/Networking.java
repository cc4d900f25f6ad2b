package io.mcpmanager.docker.network;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Puts containers into networks. Thread-safe. */
public interface Networking extends AutoCloseable {

  /**
   * Makes present what a container needs of networks, before it is created.
   *
   * @param listener is told what the network refused
   * @throws io.mcpmanager.api.error.LaunchException if it can't be
   */
  NetworkAttachment prepare(LaunchSpec spec, ContainerLaunch launch, InstanceListener listener)
      throws InterruptedException;

  /** The same for a container that is running already; empty if what it needs can't be had again. */
  Optional<NetworkAttachment> adopted(
      LaunchSpec spec,
      ContainerLaunch launch,
      InspectContainerResponse running,
      InstanceListener listener)
      throws InterruptedException;

  /** What about networks would keep such a launch from working. */
  List<Problem> check(ContainerLaunch launch);

  /** Removes the networks of this manager that no container uses, except those of launches that are alive. */
  void removeLeftovers(String managerId, Predicate<String> aliveToken);

  /** Tries again to remove what could not be removed. */
  default void sweep() {}

  @Override
  default void close() {}
}
