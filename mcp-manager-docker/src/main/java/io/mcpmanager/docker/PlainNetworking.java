package io.mcpmanager.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The engine's own networks as they are. */
final class PlainNetworking implements Networking {

  @Override
  public NetworkAttachment prepare(
      LaunchSpec spec, ContainerLaunch launch, InstanceListener listener) {
    return new Plain(launch);
  }

  @Override
  public Optional<NetworkAttachment> adopted(
      LaunchSpec spec,
      ContainerLaunch launch,
      InspectContainerResponse running,
      InstanceListener listener) {
    return Optional.of(new Plain(launch));
  }

  @Override
  public List<Problem> check(ContainerLaunch launch) {
    return List.of();
  }

  @Override
  public void removeLeftovers(String managerId, Predicate<String> aliveToken) {}

  private record Plain(ContainerLaunch launch) implements NetworkAttachment {

    @Override
    public void applyTo(CreateContainerCmd command, HostConfig host) {
      ContainerNetwork network = launch.network();
      host.withNetworkMode(
          switch (network.mode()) {
            case NONE -> "none";
            case DEFAULT -> "bridge";
            case NAMED -> network.networkName().orElseThrow();
          });
    }

    @Override
    public Optional<URI> endpoint(InspectContainerResponse running) {
      ContainerEndpoint endpoint = launch.endpoint();
      if (endpoint == null) {
        return Optional.empty();
      }
      return running.getNetworkSettings().getNetworks().values().stream()
          .map(network -> network.getIpAddress())
          .filter(address -> address != null && !address.isEmpty())
          .findFirst()
          .map(
              address -> URI.create("http://" + address + ":" + endpoint.port() + endpoint.path()));
    }
  }
}
