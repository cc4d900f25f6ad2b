package io.mcpmanager.docker.network;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.docker.transport.EngineFaults;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How one container is tied to the network that was made ready for it. */
final class NetworkTie implements NetworkAttachment {

  /** The mode without any network. */
  static final String NO_NETWORK = "none";

  /** The container itself, where nobody answers; an engine that is given it asks nobody else. */
  private static final String NO_NAMES = "127.0.0.1";

  /**
   * The terms of a tie.
   *
   * @param mode name of the network, or {@link #NO_NETWORK}
   * @param published the container's ports that are published
   * @param machine the engine's machine, by name or address, if its ports are where the container is reached; null if
   *     the container's own address is
   * @param environment variables the container gets
   * @param labels it gets
   * @param shut the address of this machine in a network out of which nothing may lead, not even to other addresses of
   *     the machine or by looking up names; null if there is no such thing
   * @param notEnforced fields of the launch that are not enforced
   */
  record Terms(
      String mode,
      Published published,
      @Nullable String machine,
      Map<String, String> environment,
      Map<String, String> labels,
      @Nullable InetAddress shut,
      List<String> notEnforced) {

    /** Terms of a tie that changes nothing in the container. */
    static Terms plain(String mode, Published published, @Nullable String machine) {
      return new Terms(mode, published, machine, Map.of(), Map.of(), null, List.of());
    }

    /** The same terms, but for a field that is not enforced. */
    Terms without(String field) {
      return new Terms(mode, published, machine, environment, labels, shut, List.of(field));
    }
  }

  private final ContainerLaunch launch;
  private final Terms terms;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A tie.
   *
   * @param release gives back what was made for it
   */
  NetworkTie(ContainerLaunch launch, Terms terms, Runnable release) {
    this.launch = launch;
    this.terms = terms;
    this.release = release;
  }

  @Override
  public void applyTo(CreateContainerCmd command, HostConfig host) {
    host.withNetworkMode(terms.mode());
    host.withPortBindings(terms.published().ports());
    command.withExposedPorts(terms.published().exposed());
    String[] hosts = launch.network().hosts().entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .toArray(String[]::new);
    if (hosts.length > 0) {
      host.withExtraHosts(hosts);
    }
    if (terms.shut() != null) {
      // the engine's own resolver would ask for the container: a name is a message, too
      host.withDns(NO_NAMES).withDnsSearch(".").withDnsOptions(List.of("timeout:1", "attempts:1"));
    }
  }

  @Override
  public Map<String, String> environment() {
    return terms.environment();
  }

  @Override
  public Map<String, String> labels() {
    return terms.labels();
  }

  @Override
  public List<String> notEnforced() {
    return terms.notEnforced();
  }

  @Override
  public void started(InspectContainerResponse running) {
    InetAddress shut = terms.shut();
    if (shut != null
        && networksOf(running)
            .anyMatch(network -> shut.getHostAddress().equals(network.getGateway()))) {
      throw new LaunchException(
          "network.allowedHosts can't be enforced: the engine gives the container a way to this machine's other addresses",
          null);
    }
  }

  private static Stream<ContainerNetwork> networksOf(InspectContainerResponse running) {
    var settings = running.getNetworkSettings();
    return settings == null || settings.getNetworks() == null
        ? Stream.empty()
        : settings.getNetworks().values().stream();
  }

  @Override
  public Optional<URI> endpoint(InspectContainerResponse running) {
    ContainerEndpoint endpoint = launch.endpoint();
    if (endpoint == null || running.getNetworkSettings() == null) {
      return Optional.empty();
    }
    String machine = terms.machine();
    Optional<String> authority = machine == null
        ? ownAddress(running).map(address -> address + ":" + endpoint.port())
        : publishedAt(running, endpoint.port(), machine);
    return authority.map(at -> URI.create("http://" + at + endpoint.path()));
  }

  private static Optional<String> ownAddress(InspectContainerResponse running) {
    return networksOf(running)
        .map(ContainerNetwork::getIpAddress)
        .filter(address -> address != null && !address.isBlank())
        .findFirst();
  }

  private static Optional<String> publishedAt(
      InspectContainerResponse running, int port, String machine) {
    Ports ports = running.getNetworkSettings().getPorts();
    Ports.Binding[] bindings =
        ports == null ? null : ports.getBindings().get(ExposedPort.tcp(port));
    return bindings == null
        ? Optional.empty()
        : Arrays.stream(bindings)
            .filter(binding -> binding.getHostPortSpec() != null)
            .map(binding -> host(binding.getHostIp(), machine) + ":" + binding.getHostPortSpec())
            .findFirst();
  }

  /** A port at all addresses of the machine is reached at that by which the engine is. */
  private static String host(@Nullable String published, String machine) {
    String host = published == null || published.isBlank() || published.matches("[0.]+|[0:]+")
        ? machine
        : published;
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  @Override
  public Optional<LaunchException> explain(RuntimeException fromEngine) {
    String said = EngineFaults.reason(fromEngine);
    if (said.matches("(?i)(.*\\W)?network \\S+ not found.*")) {
      return Optional.of(new LaunchException(
          "the network " + terms.mode() + " is not there (any more)", fromEngine));
    }
    return terms.published().explain(fromEngine);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
