package io.mcpmanager.docker.network;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.docker.transport.EngineFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ports of a container that can be reached on the engine's machine. */
final class Published {

  private static final Pattern TAKEN = Pattern.compile(
      "(?:Bind for|listen \\w+|listening on|bind host port for) ?\\[?([0-9a-fA-F.:]*?)]?:(\\d{1,5})\\b.*"
          + "(?:already allocated|already in use)");
  private static final Pattern NO_ADDRESS =
      Pattern.compile("\\[?([0-9a-fA-F.:]+?)]?:(\\d{1,5}): bind: cannot assign requested address");

  private final List<PortBinding> bindings;

  private Published(List<PortBinding> bindings) {
    this.bindings = bindings;
  }

  /** None. */
  static Published none() {
    return new Published(List.of());
  }

  /** What the definition says, and nothing else. */
  static Published declared(ContainerLaunch launch) {
    return new Published(launch.network().ports());
  }

  /** Besides, its endpoint at a free port that only this machine reaches, if the definition does not publish it. */
  static Published withEndpoint(ContainerLaunch launch) {
    var endpoint = launch.endpoint();
    if (endpoint == null || publishes(launch, endpoint.port())) {
      return declared(launch);
    }
    var bindings = new ArrayList<>(launch.network().ports());
    bindings.add(PortBinding.loopback(endpoint.port(), 0));
    return new Published(List.copyOf(bindings));
  }

  /** Whether the definition itself makes a port reachable. */
  static boolean publishes(ContainerLaunch launch, int containerPort) {
    return launch.network().ports().stream()
        .anyMatch(binding -> binding.containerPort() == containerPort);
  }

  /** The container's ports. */
  List<ExposedPort> exposed() {
    return bindings.stream()
        .map(binding -> ExposedPort.tcp(binding.containerPort()))
        .distinct()
        .toList();
  }

  /** Where they can be reached. */
  Ports ports() {
    var ports = new Ports();
    for (PortBinding binding : bindings) {
      String hostPort = binding.hostPort() == 0 ? "" : Integer.toString(binding.hostPort());
      ports.bind(
          ExposedPort.tcp(binding.containerPort()),
          new Ports.Binding(binding.hostAddress(), hostPort));
    }
    return ports;
  }

  /** Which port the engine could not publish, if that is what it says. */
  Optional<LaunchException> explain(RuntimeException fromEngine) {
    String said = EngineFaults.reason(fromEngine);
    Matcher taken = TAKEN.matcher(said);
    if (taken.find()) {
      int port = Integer.parseInt(taken.group(2));
      return Optional.of(new LaunchException(
          field(port) + "port " + port + " of " + address(taken.group(1))
              + " on the engine's machine is taken; stop what listens there or choose another",
          fromEngine));
    }
    Matcher absent = NO_ADDRESS.matcher(said);
    if (absent.find()) {
      return Optional.of(new LaunchException(
          field(Integer.parseInt(absent.group(2))) + address(absent.group(1))
              + " is no address of the engine's machine",
          fromEngine));
    }
    return Optional.empty();
  }

  private static String address(String text) {
    return text.isEmpty() ? "0.0.0.0" : text;
  }

  private String field(int hostPort) {
    for (int i = 0; i < bindings.size(); i++) {
      if (bindings.get(i).hostPort() == hostPort) {
        return "network.ports[" + i + "]: ";
      }
    }
    return "";
  }
}
