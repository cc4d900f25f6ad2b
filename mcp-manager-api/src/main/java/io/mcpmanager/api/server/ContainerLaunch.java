package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A container of a container engine. It speaks MCP on standard input and output, or over HTTP at {@code endpoint}. What is
 * not said is the safest: no network, nothing writable but a small {@code /tmp}, no capabilities, bounded memory,
 * processors and processes. The engine never restarts it; the server's restart policy does.
 *
 * @param image image to run, such as {@code mcp/fetch:1.2} or one with a digest
 * @param entrypoint program and arguments instead of the image's; empty for the image's
 * @param arguments instead of the image's; empty for the image's
 * @param environment variables beside the image's; values are never logged
 * @param workingDirectory folder it starts in, or null for the image's
 * @param endpoint where it serves MCP over HTTP, or null for standard input and output
 * @param pull when the image is fetched, and as whom
 * @param mounts what it sees of the engine's machine
 * @param network what it reaches, and who reaches it
 * @param limits the most it may take
 * @param security what it may do
 * @param health how the engine sees whether it is well, or null for what the image says
 * @param labels further labels of the container; those beginning with {@code io.mcpmanager.} are the manager's own
 * @param service to run it as a service of the engine's cluster, or null for a container of this engine
 */
public record ContainerLaunch(
    String image,
    List<String> entrypoint,
    List<String> arguments,
    Map<String, String> environment,
    @Nullable String workingDirectory,
    @Nullable ContainerEndpoint endpoint,
    ImagePull pull,
    List<ContainerMount> mounts,
    ContainerNetwork network,
    ContainerLimits limits,
    ContainerSecurity security,
    @Nullable ContainerHealth health,
    Map<String, String> labels,
    @Nullable ServicePlacement service)
    implements Launch {

  /** What the manager's own labels begin with. */
  public static final String OWN_LABELS = "io.mcpmanager.";

  private static final Pattern IMAGE = Pattern.compile(
      "[a-z0-9]([a-z0-9._:/-]*[a-z0-9])?(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final int MAX_MOUNTS = 100;

  /** Copies the collections, keeping their order. */
  public ContainerLaunch {
    Objects.requireNonNull(pull, "pull");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(security, "security");
    entrypoint = List.copyOf(entrypoint);
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    mounts = List.copyOf(mounts);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** A container that speaks MCP on standard input and output. */
  public static ContainerLaunch of(String image, String... arguments) {
    return new ContainerLaunch(
        image,
        List.of(),
        List.of(arguments),
        Map.of(),
        null,
        null,
        ImagePull.DEFAULT,
        List.of(),
        ContainerNetwork.NONE,
        ContainerLimits.DEFAULT,
        ContainerSecurity.DEFAULT,
        null,
        Map.of(),
        null);
  }

  /** The same with other variables. */
  public ContainerLaunch withEnvironment(Map<String, String> newEnvironment) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        newEnvironment,
        workingDirectory,
        endpoint,
        pull,
        mounts,
        network,
        limits,
        security,
        health,
        labels,
        service);
  }

  /** The same, serving HTTP; it needs a network for that. */
  public ContainerLaunch withEndpoint(ContainerEndpoint newEndpoint) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        environment,
        workingDirectory,
        newEndpoint,
        pull,
        mounts,
        network,
        limits,
        security,
        health,
        labels,
        service);
  }

  /** The same with another way of fetching the image. */
  public ContainerLaunch withPull(ImagePull newPull) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        environment,
        workingDirectory,
        endpoint,
        newPull,
        mounts,
        network,
        limits,
        security,
        health,
        labels,
        service);
  }

  /** The same seeing other parts of the machine. */
  public ContainerLaunch withMounts(List<ContainerMount> newMounts) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        environment,
        workingDirectory,
        endpoint,
        pull,
        newMounts,
        network,
        limits,
        security,
        health,
        labels,
        service);
  }

  /** The same in another network. */
  public ContainerLaunch withNetwork(ContainerNetwork newNetwork) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        environment,
        workingDirectory,
        endpoint,
        pull,
        mounts,
        newNetwork,
        limits,
        security,
        health,
        labels,
        service);
  }

  /** The same with other limits. */
  public ContainerLaunch withLimits(ContainerLimits newLimits) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        environment,
        workingDirectory,
        endpoint,
        pull,
        mounts,
        network,
        newLimits,
        security,
        health,
        labels,
        service);
  }

  /** The same with other permissions. */
  public ContainerLaunch withSecurity(ContainerSecurity newSecurity) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        environment,
        workingDirectory,
        endpoint,
        pull,
        mounts,
        network,
        limits,
        newSecurity,
        health,
        labels,
        service);
  }

  /** The same with a command that shows whether it is well. */
  public ContainerLaunch withHealth(ContainerHealth newHealth) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        environment,
        workingDirectory,
        endpoint,
        pull,
        mounts,
        network,
        limits,
        security,
        newHealth,
        labels,
        service);
  }

  /** The same as a service of the cluster. */
  public ContainerLaunch withService(ServicePlacement newService) {
    return new ContainerLaunch(
        image,
        entrypoint,
        arguments,
        environment,
        workingDirectory,
        endpoint,
        pull,
        mounts,
        network,
        limits,
        security,
        health,
        labels,
        newService);
  }

  /** Where it serves MCP over HTTP, if it does. */
  public Optional<ContainerEndpoint> httpEndpoint() {
    return Optional.ofNullable(endpoint);
  }

  /** How the engine sees whether it is well, if that is said here. */
  public Optional<ContainerHealth> healthCommand() {
    return Optional.ofNullable(health);
  }

  /** The service it is, if it is one. */
  public Optional<ServicePlacement> placement() {
    return Optional.ofNullable(service);
  }

  /** What is less safe than the default, by field relative to the launch; empty if nothing is. */
  public List<String> loosened() {
    var loosened = new ArrayList<>(network.loosened("network"));
    for (int i = 0; i < mounts.size(); i++) {
      if (!mounts.get(i).readOnly()) {
        loosened.add("mounts[" + i + "].readOnly");
      }
    }
    loosened.addAll(security.loosened("security"));
    if (service != null) {
      // a cluster publishes the endpoint's port at every address of its nodes
      loosened.add("service");
    }
    return loosened;
  }

  @Override
  public LaunchKind kind() {
    return LaunchKind.CONTAINER;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (image.isBlank()) {
      problems.add(new Problem("image", "must name an image", Problem.Code.REQUIRED));
    } else if (!IMAGE.matcher(image).matches() || image.length() > 512) {
      problems.add(new Problem(
          "image",
          "must have the form [registry/]name[:tag][@sha256:digest], the name in lower case",
          Problem.Code.INVALID_FORMAT));
    }
    checkWords("entrypoint", entrypoint, problems);
    checkWords("arguments", arguments, problems);
    checkValues("environment", environment, problems);
    if (workingDirectory != null && !workingDirectory.startsWith("/")) {
      problems.add(
          new Problem("workingDirectory", "must be an absolute path", Problem.Code.INVALID_FORMAT));
    }
    if (endpoint != null) {
      endpoint.check("endpoint", problems);
      if (network.mode() == ContainerNetwork.Mode.NONE) {
        problems.add(new Problem(
            "network.mode",
            "must be default or named when there is an endpoint",
            Problem.Code.NOT_ALLOWED));
      }
    }
    pull.check("pull", problems);
    Ranges.check("mounts", mounts.size(), 0, MAX_MOUNTS, problems);
    for (int i = 0; i < mounts.size(); i++) {
      mounts.get(i).check("mounts[" + i + "]", problems);
    }
    network.check("network", problems);
    limits.check("limits", problems);
    security.check("security", problems);
    if (health != null) {
      health.check("health", problems);
    }
    labels.keySet().stream()
        .filter(label -> label.isBlank() || label.startsWith(OWN_LABELS))
        .forEach(label -> problems.add(new Problem(
            "labels." + label,
            "must not be blank nor begin with " + OWN_LABELS,
            Problem.Code.NOT_ALLOWED)));
    if (service != null) {
      service.check("service", problems);
      if (endpoint == null) {
        problems.add(new Problem("endpoint", "must be given for a service", Problem.Code.REQUIRED));
      }
    }
    return problems;
  }

  private static void checkWords(String field, List<String> words, List<Problem> problems) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).indexOf('\0') >= 0) {
        problems.add(new Problem(
            field + "[" + i + "]",
            "must not contain a NUL character",
            Problem.Code.INVALID_FORMAT));
      }
    }
  }

  private static void checkValues(
      String field, Map<String, String> values, List<Problem> problems) {
    values.forEach((name, value) -> {
      if (!VARIABLE.matcher(name).matches()) {
        problems.add(new Problem(
            field + "." + name,
            "a variable's name has letters, digits, _, . and - and starts with a letter or _",
            Problem.Code.INVALID_FORMAT));
      } else if (value.indexOf('\0') >= 0) {
        problems.add(new Problem(
            field + "." + name, "must not contain a NUL character", Problem.Code.INVALID_FORMAT));
      }
    });
  }

  /** Shows the image only: arguments and variables may hold secrets. */
  @Override
  public String toString() {
    return "ContainerLaunch[image=" + image + ", " + arguments.size() + " arguments, "
        + environment.size() + " variables, " + mounts.size() + " mounts, network="
        + network.mode() + "]";
  }
}
