package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.docker.transport.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what would keep a launch from working as a service. Changes nothing. */
final class ServiceCheck {

  private static final String GATEWAY = "host-gateway";

  private final Swarm swarm;

  ServiceCheck(Swarm swarm) {
    this.swarm = swarm;
  }

  /** What is wrong, by field relative to the launch. */
  List<Problem> problems(ContainerLaunch launch) {
    var problems = new ArrayList<Problem>();
    if (!launch.network().ports().isEmpty()) {
      problems.add(new Problem(
          "network.ports",
          "must be empty for a service: only its endpoint's port is published, by the cluster",
          Problem.Code.UNSUPPORTED));
    }
    launch.network().hosts().forEach((host, address) -> {
      if (address.equals(GATEWAY)) {
        problems.add(new Problem(
            "network.hosts." + host,
            "must be an IP address: a service knows no " + GATEWAY,
            Problem.Code.UNSUPPORTED));
      }
    });
    try {
      askCluster(launch, problems);
    } catch (EngineException e) {
      // the engine is away, which is told with every container
      return problems;
    } catch (EngineCallException e) {
      problems.add(
          new Problem("service", String.valueOf(e.getMessage()), Problem.Code.UNSUPPORTED));
    }
    return problems;
  }

  private void askCluster(ContainerLaunch launch, List<Problem> problems) {
    if (!swarm.membership().manages()) {
      problems.add(new Problem(
          "service",
          "the engine is no manager of a swarm; run docker swarm init there, or join one as a manager",
          Problem.Code.UNSUPPORTED));
      return;
    }
    if (launch.network().mode() == ContainerNetwork.Mode.NAMED) {
      String name = launch.network().networkName().orElse("");
      Optional<Swarm.Network> network = swarm.network(name);
      if (network.isEmpty()) {
        problems.add(new Problem(
            "network.name", "there is no network of that name", Problem.Code.NOT_FOUND));
      } else if (!network.get().ofCluster()) {
        problems.add(new Problem(
            "network.name",
            "must name a network of the swarm, such as one made with the driver overlay",
            Problem.Code.UNSUPPORTED));
      }
    }
  }
}
