package io.mcpmanager.docker.network;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.docker.egress.EgressLimits;
import io.mcpmanager.docker.egress.EgressProxy;
import io.mcpmanager.docker.network.NetworkTie.Terms;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the networks of containers, ties containers to them, and removes them again. Thread-safe. */
public final class Networks implements Networking {

  private static final Logger log = LoggerFactory.getLogger(Networks.class);

  /** Tells of a container at which port its proxy listens; its variables name that, so it has to stay. */
  static final String PROXY_PORT = ContainerLaunch.OWN_LABELS + "egress";

  /** Marks networks of services, which are not ours. */
  private static final String SERVICE = ContainerLaunch.OWN_LABELS + "service";

  private static final String ALLOWED = "network.allowedHosts";
  private static final String NAME = "mcp-manager-";

  /** Names that the engine takes for something else than a network. */
  private static final Set<String> NO_NETWORKS = Set.of("host", "none", "default", "container");

  private final Supplier<EngineAddress> engine;
  private final BooleanSupplier rootless;
  private final EngineNetworks networks;
  private final EgressGuard guard;
  private final Map<String, SharedNetwork> shared = new ConcurrentHashMap<>();
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /**
   * Networks of an engine.
   *
   * @param client talks to it
   * @param engine where it is
   * @param rootless whether it runs without root; its networks are not this machine's then, whatever their addresses
   */
  public Networks(
      Supplier<DockerClient> client,
      Supplier<EngineAddress> engine,
      BooleanSupplier rootless,
      ManagerClock clock) {
    this.engine = engine;
    this.rootless = rootless;
    networks = new EngineNetworks(client);
    guard = new EgressGuard(clock, EgressLimits.DEFAULT);
  }

  @Override
  public NetworkAttachment prepare(
      LaunchSpec spec, ContainerLaunch launch, InstanceListener listener)
      throws InterruptedException {
    sweep();
    ContainerNetwork network = launch.network();
    return switch (network.mode()) {
      case NONE -> unattached(launch, List.of());
      case NAMED -> named(launch);
      case DEFAULT ->
        network.allowedHosts().isEmpty() ? open(spec, launch) : guarded(spec, launch, listener);
    };
  }

  @Override
  public Optional<NetworkAttachment> adopted(
      LaunchSpec spec,
      ContainerLaunch launch,
      InspectContainerResponse running,
      InstanceListener listener)
      throws InterruptedException {
    boolean wasGuarded = labelsOf(running).containsKey(PROXY_PORT);
    if (wasGuarded) {
      return guardedAgain(spec, launch, running, listener);
    }
    boolean apart = running.getHostConfig() != null
        && NetworkTie.NO_NETWORK.equals(running.getHostConfig().getNetworkMode());
    if (apart && !launch.network().allowedHosts().isEmpty()) {
      return Optional.of(unattached(launch, List.of(ALLOWED)));
    }
    return Optional.of(prepare(spec, launch, listener));
  }

  private static Map<String, String> labelsOf(InspectContainerResponse running) {
    var config = running.getConfig();
    return config == null || config.getLabels() == null ? Map.of() : config.getLabels();
  }

  private static NetworkTie unattached(ContainerLaunch launch, List<String> notEnforced) {
    var terms = new Terms(
        NetworkTie.NO_NETWORK, Published.none(), null, Map.of(), Map.of(), null, notEnforced);
    return new NetworkTie(launch, terms, () -> {});
  }

  private NetworkTie named(ContainerLaunch launch) {
    String name = launch.network().networkName().orElseThrow();
    NetworkView network = existing(name)
        .orElseThrow(() -> new LaunchException("network.name: there is no network " + name, null));
    return new NetworkTie(launch, reached(launch, network, name), () -> {});
  }

  private Optional<NetworkView> existing(String name) {
    return NO_NETWORKS.contains(name) ? Optional.empty() : networks.find(name);
  }

  private NetworkTie open(LaunchSpec spec, ContainerLaunch launch) throws InterruptedException {
    SharedNetwork network = sharedBy(spec.mark().managerId());
    NetworkView made = network.acquire();
    try {
      Terms terms = reached(launch, made, made.name());
      // Podman makes the network, and does not know the option by which its containers are kept
      // apart
      return new NetworkTie(
          launch, made.apart() ? terms : terms.without("network.mode"), network::release);
    } catch (RuntimeException e) {
      network.release();
      throw e;
    }
  }

  private SharedNetwork sharedBy(String managerId) {
    return shared.computeIfAbsent(
        managerId,
        id -> new SharedNetwork(networks, NAME + safe(id), Map.of(Ownership.MANAGER, id)));
  }

  /** Its own address is the shortest way to a container; where that leads nowhere, a published port is. */
  private Terms reached(ContainerLaunch launch, NetworkView network, String mode) {
    EngineAddress address = engine.get();
    if (address.local() && !rootless.getAsBoolean() && network.reachedFromHere()) {
      return Terms.plain(mode, Published.declared(launch), null);
    }
    if (address instanceof EngineAddress.Tcp machine && !machine.local()) {
      requirePublished(launch);
      return Terms.plain(mode, Published.declared(launch), machine.host());
    }
    return Terms.plain(mode, Published.withEndpoint(launch), "127.0.0.1");
  }

  private static void requirePublished(ContainerLaunch launch) {
    var endpoint = launch.endpoint();
    if (endpoint != null && !Published.publishes(launch, endpoint.port())) {
      throw new LaunchException(
          "the engine is on another machine: network.ports must publish port " + endpoint.port()
              + " at an address that this machine reaches",
          null);
    }
  }

  private NetworkAttachment guarded(
      LaunchSpec spec, ContainerLaunch launch, InstanceListener listener) {
    if (!launch.network().ports().isEmpty()) {
      throw new LaunchException(
          "network.ports can't be published from a network that network.allowedHosts closes", null);
    }
    Optional<String> obstacle = EgressGuard.obstacle(launch);
    if (obstacle.isEmpty() && !engine.get().local()) {
      obstacle = Optional.of("the engine is on another machine");
    }
    if (obstacle.isPresent()) {
      return refused(launch, obstacle.get(), listener);
    }
    String name = privateName(spec);
    held.add(name);
    String made = name;
    try {
      NetworkView network = networks.createInternal(name, labels(spec));
      made = network.id();
      InetAddress gateway = network.internal() ? network.gatewayHere().orElse(null) : null;
      if (gateway == null) {
        give(name, made);
        return refused(launch, "the engine's networks do not begin at this machine", listener);
      }
      EgressProxy proxy = guard.open(network, gateway, launch.network(), listener);
      guard.tellGaps(listener);
      return tied(launch, network, proxy);
    } catch (IOException e) {
      give(name, made);
      throw new LaunchException("the egress proxy could not listen: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      give(name, made);
      throw e;
    }
  }

  /** No network is what is safe when the right one can't be had. */
  private static NetworkTie refused(
      ContainerLaunch launch, String obstacle, InstanceListener listener) {
    if (launch.endpoint() != null) {
      throw new LaunchException(
          ALLOWED + " can't be enforced here (" + obstacle
              + "), and without a network a server over HTTP can't be reached",
          null);
    }
    listener.onLine(
        LogStream.MANAGER,
        ALLOWED + " can't be enforced here (" + obstacle + "), so the container gets no network");
    return unattached(launch, List.of(ALLOWED));
  }

  private NetworkTie tied(ContainerLaunch launch, NetworkView network, EgressProxy proxy) {
    var terms = new Terms(
        network.name(),
        Published.none(),
        null,
        EgressGuard.variables(proxy.address()),
        Map.of(PROXY_PORT, Integer.toString(proxy.address().getPort())),
        proxy.address().getAddress(),
        List.of());
    return new NetworkTie(launch, terms, () -> {
      proxy.close();
      give(network.name(), network.id());
    });
  }

  private Optional<NetworkAttachment> guardedAgain(
      LaunchSpec spec,
      ContainerLaunch launch,
      InspectContainerResponse running,
      InstanceListener listener) {
    String name = privateName(spec);
    NetworkView network = networks.find(name).filter(NetworkView::internal).orElse(null);
    if (network == null) {
      return Optional.empty();
    }
    InetAddress gateway = network.gatewayHere().orElse(null);
    if (gateway == null) {
      return Optional.empty();
    }
    boolean first = held.add(name);
    try {
      int port = Integer.parseInt(labelsOf(running).getOrDefault(PROXY_PORT, ""));
      return Optional.of(
          tied(launch, network, guard.open(network, gateway, port, launch.network(), listener)));
    } catch (IOException | NumberFormatException e) {
      if (first) {
        held.remove(name);
      }
      log.atInfo()
          .setCause(e)
          .addKeyValue("server", spec.server().value())
          .log("the egress proxy of a running container can't be had again");
      return Optional.empty();
    }
  }

  private static Map<String, String> labels(LaunchSpec spec) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(Ownership.MANAGER, spec.mark().managerId());
    labels.put(Ownership.SERVER, spec.server().value());
    labels.put(Ownership.GENERATION, Long.toString(spec.generation()));
    labels.put(Ownership.TOKEN, spec.mark().token());
    return labels;
  }

  private static String privateName(LaunchSpec spec) {
    return NAME + safe(spec.mark().managerId()) + "-" + safe(spec.mark().token());
  }

  private static String safe(String text) {
    return text.replaceAll("[^a-zA-Z0-9_.-]", "-");
  }

  @Override
  public void sweep() {
    networks.sweep();
    shared.values().forEach(SharedNetwork::sweep);
  }

  /** Gives a network back by its id, or by its name if nothing more is known of it. */
  private void give(String name, String made) {
    networks.remove(made);
    held.remove(name);
  }

  @Override
  public List<Problem> check(ContainerLaunch launch) {
    var problems = new ArrayList<Problem>();
    String name = launch.network().networkName().orElse(null);
    if (name != null) {
      problem(name).ifPresent(problems::add);
    }
    if (!launch.network().allowedHosts().isEmpty() && !launch.network().ports().isEmpty()) {
      problems.add(new Problem(
          "network.ports",
          "can't be published from a network that allowedHosts closes",
          Problem.Code.UNSUPPORTED));
    }
    return problems;
  }

  private Optional<Problem> problem(String name) {
    if (NO_NETWORKS.contains(name)) {
      return Optional.of(new Problem(
          "network.name", "must be a network; " + name + " is none", Problem.Code.NOT_ALLOWED));
    }
    try {
      return networks.find(name).isPresent()
          ? Optional.empty()
          : Optional.of(new Problem(
              "network.name", "the engine has no network " + name, Problem.Code.NOT_FOUND));
    } catch (RuntimeException e) {
      log.atDebug().setCause(e).log("networks can't be checked");
      return Optional.empty(); // that the engine does not answer is said elsewhere
    }
  }

  @Override
  public void removeLeftovers(String managerId, Predicate<String> aliveToken) {
    sweep();
    for (NetworkView network : networks.labelled(Ownership.MANAGER, managerId)) {
      String token = network.labels().get(Ownership.TOKEN);
      if (network.labels().containsKey(SERVICE)) {
        continue;
      }
      if (token == null) {
        sharedBy(managerId).removeUnused();
      } else if (!held.contains(network.name()) && !aliveToken.test(token)) {
        networks.remove(network.id());
      }
    }
  }

  @Override
  public void close() {
    sweep();
    guard.close();
  }
}
