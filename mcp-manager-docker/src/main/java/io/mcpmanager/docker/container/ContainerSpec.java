package io.mcpmanager.docker.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import io.mcpmanager.api.server.ContainerHealth;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.docker.engine.EngineLimits;
import io.mcpmanager.docker.network.NetworkAttachment;
import io.mcpmanager.docker.ownership.Ownership;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says to the engine what a definition says: nothing is open that the definition does not open. */
public final class ContainerSpec {

  private static final long NANOS = 1_000_000_000L;
  private static final int NAME_PART = 60;

  private final ContainerLaunch launch;
  private final Ownership owner;
  private final String serverName;
  private final EngineLimits.Kept kept;

  /**
   * What an engine is to be told.
   *
   * @param kept the limits it keeps
   */
  ContainerSpec(
      ContainerLaunch launch, Ownership owner, String serverName, EngineLimits.Kept kept) {
    this.launch = launch;
    this.owner = owner;
    this.serverName = serverName;
    this.kept = kept;
  }

  /** Its name at the engine: begins with the server's, and no other container has it. */
  String name() {
    String readable = plainName(serverName);
    return "mcp-" + readable.substring(0, Math.min(readable.length(), NAME_PART)) + suffix(owner);
  }

  /** What the name of a container ends with, which no image can lend to the containers of others. */
  static String suffix(Ownership owner) {
    return "-" + plainName(owner.token());
  }

  private static String plainName(String text) {
    return text.replaceAll("[^a-zA-Z0-9_.-]", "-");
  }

  /** The capabilities of a launch that the engine's client can't name. */
  public static List<String> unknownCapabilities(ContainerLaunch launch) {
    return launch.security().capabilities().stream()
        .filter(name -> capability(name).isEmpty())
        .toList();
  }

  private static Optional<Capability> capability(String name) {
    try {
      return Optional.of(Capability.valueOf(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Fills in a command that makes the container. */
  void applyTo(CreateContainerCmd command, InspectImageResponse image, NetworkAttachment network) {
    boolean stdio = launch.httpEndpoint().isEmpty();
    var labels = hushed(image);
    launch
        .labels()
        .forEach((name, value) -> labels.put(name, name.equals(Ownership.TASK) ? "" : value));
    labels.putAll(network.labels());
    labels.putAll(owner.labels());
    HostConfig host = host(volumesOf(image));
    command
        .withName(name())
        .withEnv(variables(network))
        .withLabels(labels)
        .withTty(false)
        // not "once": the container outlives its manager, and is taken over by the next
        .withStdinOpen(stdio)
        .withStdInOnce(false)
        .withAttachStdin(stdio)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withHostConfig(host);
    if (!launch.entrypoint().isEmpty()) {
      command.withEntrypoint(launch.entrypoint());
    }
    if (!launch.arguments().isEmpty()) {
      command.withCmd(launch.arguments());
    }
    if (launch.workingDirectory() != null) {
      command.withWorkingDir(launch.workingDirectory());
    }
    launch.security().declaredUser().ifPresent(command::withUser);
    launch.healthCommand().ifPresent(health -> command.withHealthcheck(healthCheck(health)));
    network.applyTo(command, host);
  }

  /** A container has its image's labels too; those by which it is told whose it is are made void. */
  private static Map<String, String> hushed(InspectImageResponse image) {
    ContainerConfig config = image.getConfig();
    Map<String, String> labels = config == null ? null : config.getLabels();
    var hushed = new LinkedHashMap<String, String>();
    if (labels != null) {
      labels.keySet().stream()
          .filter(
              name -> name.startsWith(ContainerLaunch.OWN_LABELS) || name.equals(Ownership.TASK))
          .forEach(name -> hushed.put(name, ""));
    }
    return hushed;
  }

  private List<String> variables(NetworkAttachment network) {
    var all = new LinkedHashMap<>(network.environment());
    all.putAll(launch.environment());
    return all.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }

  private HostConfig host(Set<String> imageVolumes) {
    ContainerLimits limits = launch.limits();
    ContainerSecurity security = launch.security();
    return HostConfig.newHostConfig()
        .withInit(true)
        .withPrivileged(false)
        .withAutoRemove(false)
        .withRestartPolicy(RestartPolicy.noRestart())
        // protocol bytes are not to be kept on disk
        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
        // an engine may refuse a limit that it can't keep, rather than to go without
        .withMemory(kept.memory() ? limits.memoryBytes() : null)
        .withMemorySwap(kept.memory() ? limits.memoryBytes() : null)
        .withNanoCPUs(kept.cpus() ? Math.round(limits.cpus() * NANOS) : null)
        .withPidsLimit(kept.processes() ? (long) limits.processes() : null)
        .withReadonlyRootfs(security.readOnlyRoot())
        .withTmpFs(temporaryFolders(security))
        .withCapDrop(Capability.ALL)
        .withCapAdd(security.capabilities().stream()
            .flatMap(name -> capability(name).stream())
            .toArray(Capability[]::new))
        .withSecurityOpts(security.noNewPrivileges() ? List.of("no-new-privileges") : List.of())
        .withMounts(mounts(imageVolumes));
  }

  private static Map<String, String> temporaryFolders(ContainerSecurity security) {
    var options = new LinkedHashMap<String, String>();
    security
        .temporaryFolders()
        .forEach((folder, bytes) ->
            options.put(folder, "rw,noexec,nosuid,nodev,mode=1777,size=" + bytes));
    return options;
  }

  /**
   * Mounts and no binds, since with a bind the engine would make a folder where the source is missing. What the image
   * declares as a volume would be writable behind the definition's back, so that with a root that is not, neither is it:
   * an empty folder in memory, since an engine makes no volume of its own that is read-only.
   */
  private List<Mount> mounts(Set<String> imageVolumes) {
    var mounts = new ArrayList<Mount>();
    for (ContainerMount mount : launch.mounts()) {
      mounts.add(new Mount()
          .withType(mount.isVolume() ? MountType.VOLUME : MountType.BIND)
          .withSource(mount.source())
          .withTarget(mount.target())
          .withReadOnly(mount.readOnly()));
    }
    if (launch.security().readOnlyRoot()) {
      Set<String> declared =
          launch.mounts().stream().map(mount -> plain(mount.target())).collect(Collectors.toSet());
      declared.addAll(plain(launch.security().temporaryFolders().keySet()));
      plain(imageVolumes).stream()
          .filter(folder -> !declared.contains(folder))
          .sorted()
          .forEach(folder -> mounts.add(
              new Mount().withType(MountType.TMPFS).withTarget(folder).withReadOnly(true)));
    }
    return mounts;
  }

  private static Set<String> plain(Collection<String> folders) {
    return folders.stream().map(ContainerSpec::plain).collect(Collectors.toSet());
  }

  private static String plain(String folder) {
    return folder.length() > 1 && folder.endsWith("/")
        ? folder.substring(0, folder.length() - 1)
        : folder;
  }

  private static Set<String> volumesOf(InspectImageResponse image) {
    ContainerConfig config = image.getConfig();
    Map<String, ?> volumes = config == null ? null : config.getVolumes();
    return volumes == null ? Set.of() : volumes.keySet();
  }

  private static HealthCheck healthCheck(ContainerHealth health) {
    var test = new ArrayList<>(List.of("CMD"));
    test.addAll(health.command());
    return new HealthCheck()
        .withTest(test)
        .withInterval(health.interval().toNanos())
        .withTimeout(health.timeout().toNanos())
        .withStartPeriod(health.startPeriod().toNanos())
        .withRetries(health.retries());
  }
}
