package io.mcpmanager.docker.swarm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.server.ContainerHealth;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.ServicePlacement;
import io.mcpmanager.docker.ownership.Ownership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says to the cluster what a definition says. As with containers, nothing is open that the definition does not open. */
final class ServiceRequest {

  /** How long a task may take to end before its node kills it. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private static final Duration BEFORE_REPLACEMENT = Duration.ofSeconds(5);
  private static final int EVERYBODY = 01777;
  private static final double NANOS = 1e9;
  // beside its end, a name has to leave room for what the cluster appends to those of containers
  private static final int NAME_PART = 24;

  private final ContainerLaunch launch;
  private final ServicePlacement placement;
  private final Ownership owner;
  private final String serverName;

  ServiceRequest(
      ContainerLaunch launch, ServicePlacement placement, Ownership owner, String serverName) {
    this.launch = launch;
    this.placement = placement;
    this.owner = owner;
    this.serverName = serverName;
  }

  /** Its name in the cluster: begins with the server's, and no other service has it. */
  String name() {
    String readable = plain(serverName);
    return "mcp-" + readable.substring(0, Math.min(readable.length(), NAME_PART)) + suffix(owner);
  }

  /** The name of the network made for it. */
  static String networkName(Ownership owner) {
    return "mcp" + suffix(owner);
  }

  private static String suffix(Ownership owner) {
    String token = plain(owner.token());
    return "-" + token.substring(Math.max(0, token.length() - 32));
  }

  /** Names of services are names of hosts. */
  private static String plain(String text) {
    return text.replaceAll("[^a-zA-Z0-9]+", "-").replaceAll("^-|-$", "");
  }

  /** The network its tasks are in. */
  String network() {
    ContainerNetwork network = launch.network();
    return network.mode() == ContainerNetwork.Mode.NAMED
        ? network.networkName().orElseThrow()
        : networkName(owner);
  }

  /** Whether that network is made for it. */
  boolean needsNetwork() {
    return launch.network().mode() != ContainerNetwork.Mode.NAMED;
  }

  /** What a service leaves open that a container would not, by field. */
  List<String> notEnforced(Swarm.Service made, Swarm.Membership membership) {
    var open = new ArrayList<String>();
    if (launch.security().noNewPrivileges()
        && !membership.noNewPrivileges()
        && !made.spec()
            .path("TaskTemplate")
            .path("ContainerSpec")
            .path("Privileges")
            .path("NoNewPrivileges")
            .asBoolean(false)) {
      open.add("security.noNewPrivileges");
    }
    if (!launch.network().allowedHosts().isEmpty()) {
      open.add("network.allowedHosts");
    }
    if (launch.pull().policy() == ImagePull.Policy.NEVER) {
      open.add("pull.policy");
    }
    return open;
  }

  /**
   * The request.
   *
   * @param image the image as far as this engine has it
   */
  ObjectNode body(Optional<Swarm.Image> image) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("Name", name());
    ObjectNode labels = body.putObject("Labels");
    ownLabels(labels);
    owner.labels().forEach(labels::put);
    ObjectNode task = body.putObject("TaskTemplate");
    container(task.putObject("ContainerSpec"), image);
    limits(task.putObject("Resources").putObject("Limits"));
    restarts(task.putObject("RestartPolicy"));
    strings(task.putObject("Placement").putArray("Constraints"), placement.constraints());
    task.putArray("Networks").addObject().put("Target", network());
    ObjectNode log = task.putObject("LogDriver").put("Name", "json-file");
    log.putObject("Options").put("max-size", "10m").put("max-file", "2");
    body.putObject("Mode").putObject("Replicated").put("Replicas", placement.replicas());
    // at each node a port of its own: behind one shared port, messages of a session would reach any
    // replica
    body.putObject("EndpointSpec")
        .put("Mode", "dnsrr")
        .putArray("Ports")
        .addObject()
        .put("Protocol", "tcp")
        .put("TargetPort", launch.httpEndpoint().orElseThrow().port())
        .put("PublishMode", "host");
    return body;
  }

  /** The labels that the definition asks for. */
  private void ownLabels(ObjectNode labels) {
    launch.labels().forEach((name, value) -> {
      if (!name.toLowerCase(Locale.ROOT).startsWith("com.docker.")) {
        labels.put(name, value);
      }
    });
  }

  private void container(ObjectNode spec, Optional<Swarm.Image> image) {
    spec.put("Image", exactImage(image));
    ownLabels(spec.putObject("Labels"));
    if (!launch.entrypoint().isEmpty()) {
      strings(spec.putArray("Command"), launch.entrypoint());
    }
    if (!launch.arguments().isEmpty()) {
      strings(spec.putArray("Args"), launch.arguments());
    }
    strings(
        spec.putArray("Env"),
        launch.environment().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList());
    putIfGiven(spec, "Dir", launch.workingDirectory());
    putIfGiven(spec, "User", launch.security().user());
    spec.put("Init", true);
    spec.put("ReadOnly", launch.security().readOnlyRoot());
    spec.putArray("CapabilityDrop").add("ALL");
    strings(spec.putArray("CapabilityAdd"), launch.security().capabilities());
    // engines before API 1.44 skip it, which shows in the service they have made
    spec.putObject("Privileges").put("NoNewPrivileges", launch.security().noNewPrivileges());
    spec.put("StopGracePeriod", GRACE.toNanos());
    mounts(spec.putArray("Mounts"), image);
    ArrayNode hosts = spec.putArray("Hosts");
    launch.network().hosts().forEach((host, address) -> hosts.add(address + " " + host));
    launch.healthCommand().ifPresent(health -> health(spec.putObject("Healthcheck"), health));
  }

  /** Every node is to run what was fetched here, whatever the tag means by then. */
  private String exactImage(Optional<Swarm.Image> image) {
    String named = launch.image();
    return image
        .map(Swarm.Image::digest)
        .filter(digest -> !named.contains("@"))
        .map(digest -> named + "@" + digest)
        .orElse(named);
  }

  private void mounts(ArrayNode mounts, Optional<Swarm.Image> image) {
    Set<String> declared = new HashSet<>();
    launch.mounts().forEach(mount -> {
      mounts
          .addObject()
          .put("Type", mount.isVolume() ? "volume" : "bind")
          .put("Source", mount.source())
          .put("Target", mount.target())
          .put("ReadOnly", mount.readOnly());
      declared.add(withoutSlash(mount.target()));
    });
    launch.security().temporaryFolders().forEach((folder, bytes) -> {
      mounts
          .addObject()
          .put("Type", "tmpfs")
          .put("Target", folder)
          .putObject("TmpfsOptions")
          .put("SizeBytes", bytes)
          .put("Mode", EVERYBODY);
      declared.add(withoutSlash(folder));
    });
    if (launch.security().readOnlyRoot()) {
      // what the image declares as a volume would be writable behind the definition's back
      image.map(Swarm.Image::volumes).orElse(List.of()).stream()
          .filter(folder -> !declared.contains(withoutSlash(folder)))
          .forEach(folder ->
              mounts.addObject().put("Type", "tmpfs").put("Target", folder).put("ReadOnly", true));
    }
  }

  private void limits(ObjectNode limits) {
    limits.put("NanoCPUs", Math.round(launch.limits().cpus() * NANOS));
    limits.put("MemoryBytes", launch.limits().memoryBytes());
    limits.put("Pids", launch.limits().processes());
  }

  /** A cluster replaces one of several replicas by itself; when none is left, the server's restart policy decides. */
  private void restarts(ObjectNode policy) {
    if (placement.replicas() == 1) {
      policy.put("Condition", "none");
    } else {
      policy.put("Condition", "any").put("Delay", BEFORE_REPLACEMENT.toNanos());
    }
  }

  private static void health(ObjectNode check, ContainerHealth health) {
    ArrayNode test = check.putArray("Test").add("CMD");
    strings(test, health.command());
    check.put("Interval", health.interval().toNanos());
    check.put("Timeout", health.timeout().toNanos());
    check.put("StartPeriod", health.startPeriod().toNanos());
    check.put("Retries", health.retries());
  }

  private static void putIfGiven(ObjectNode object, String name, @Nullable String value) {
    if (value != null) {
      object.put(name, value);
    }
  }

  private static void strings(ArrayNode array, Collection<String> values) {
    values.forEach(array::add);
  }

  private static String withoutSlash(String folder) {
    return folder.length() > 1 && folder.endsWith("/")
        ? folder.substring(0, folder.length() - 1)
        : folder;
  }
}
