package io.mcpmanager.core.json;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.api.server.ServerDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code docker run -i --rm ... IMAGE ...}, the way AI clients start containers, into a container of ours. It means
 * the same, but for what is not said: the network is the one with a way out, since that is what such a command has; all
 * else gets our safe defaults instead of the engine's. Nothing is guessed: an option without a counterpart is refused.
 */
final class DockerRun {

  private static final Pattern VOLUME =
      Pattern.compile("((?:[A-Za-z]:[\\\\/])?[^:]+):([^:]+)(?::(ro|rw))?");
  private static final Pattern PORT = Pattern.compile(
      "(?:(?:\\[([0-9a-fA-F:]+)]|([0-9]+(?:\\.[0-9]+){3})):)?(?:(\\d{0,5}):)?(\\d{1,5})(?:/tcp)?");
  private static final Pattern TMPFS_SIZE = Pattern.compile("(?:rw,)?size=([^,]+)");
  private static final Set<String> ENGINE_SETTINGS = Set.of(
      "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH");

  private final Function<String, @Nullable String> variables;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> hosts = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, Long> temporaryFolders =
      new LinkedHashMap<>(ContainerSecurity.DEFAULT.temporaryFolders());
  private final List<ContainerMount> mounts = new ArrayList<>();
  private final List<PortBinding> ports = new ArrayList<>();
  private final Set<String> capabilities = new LinkedHashSet<>();
  private ImagePull pull = ImagePull.DEFAULT;
  private ContainerNetwork network = ContainerNetwork.DEFAULT;
  private List<String> entrypoint = List.of();
  private long memoryBytes = ContainerLimits.DEFAULT.memoryBytes();
  private double cpus = ContainerLimits.DEFAULT.cpus();
  private int processes = ContainerLimits.DEFAULT.processes();
  private @Nullable String user;
  private @Nullable String workingDirectory;
  private boolean interactive;

  private DockerRun(Function<String, @Nullable String> variables) {
    this.variables = variables;
  }

  /** Whether a command is {@code docker run}. */
  static boolean is(String command, List<String> arguments) {
    String program =
        command.substring(Math.max(command.lastIndexOf('/'), command.lastIndexOf('\\')) + 1);
    return (program.equals("docker") || program.equals("docker.exe"))
        && !arguments.isEmpty()
        && arguments.get(optionsAt(arguments) - 1).equals("run");
  }

  /**
   * The container that a command makes.
   *
   * @param arguments of {@code docker}, from {@code run} on
   * @param given variables that the document gives the command
   * @param variables of the manager, for options that pass one on by its name
   * @throws NotUnderstoodException with what has no counterpart here
   */
  static ContainerLaunch read(
      List<String> arguments,
      Map<String, String> given,
      Function<String, @Nullable String> variables) {
    given.keySet().stream().filter(ENGINE_SETTINGS::contains).findFirst().ifPresent(name -> {
      throw new NotUnderstoodException("the variable " + name);
    });
    DockerRunWords words =
        DockerRunWords.of(arguments.subList(optionsAt(arguments), arguments.size()));
    var run =
        new DockerRun(name -> given.containsKey(name) ? given.get(name) : variables.apply(name));
    words.options().forEach(run::take);
    if (!run.interactive) {
      throw new NotUnderstoodException("no -i, without which it hears nothing");
    }
    ContainerLaunch launch = run.launch(words);
    Problem problem =
        ServerDefinition.of("a", launch).problems().stream().findFirst().orElse(null);
    if (problem != null) {
      throw new NotUnderstoodException(problem.field().replaceFirst("^launch\\.", "the "));
    }
    return launch;
  }

  /** {@code docker run} is short for {@code docker container run}. */
  private static int optionsAt(List<String> arguments) {
    return arguments.size() > 1 && arguments.getFirst().equals("container") ? 2 : 1;
  }

  private ContainerLaunch launch(DockerRunWords words) {
    return new ContainerLaunch(
        words.image(),
        entrypoint,
        words.arguments(),
        environment,
        workingDirectory,
        null,
        pull,
        mounts,
        new ContainerNetwork(network.mode(), network.name(), List.of(), ports, hosts),
        new ContainerLimits(memoryBytes, cpus, processes),
        new ContainerSecurity(true, temporaryFolders, capabilities, true, user),
        null,
        labels,
        null);
  }

  private void take(DockerRunWords.Option option) {
    String value = option.value();
    switch (option.name()) {
      case "interactive" -> interactive = isOn(option);
      // ours are always removed, are never writable at the root, and their names are the manager's
      case "rm", "init", "quiet", "name", "cap-drop" -> {}
      case "read-only" -> {
        boolean ignored = isOn(option);
      }
      case "env" -> variable(value);
      case "volume" -> volume(value);
      case "mount" -> mount(value);
      case "network", "net" -> network = network(value);
      case "memory" -> memoryBytes = size(value, "--memory");
      case "cpus" -> cpus = number(value, "--cpus");
      case "pids-limit" -> processes = (int) number(value, "--pids-limit");
      case "user" -> user = value;
      case "cap-add" -> capabilities.add(value.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", ""));
      case "security-opt" -> securityOption(value);
      case "tmpfs" -> temporaryFolder(value);
      case "publish" -> ports.add(port(value));
      case "pull" ->
        pull = ImagePull.of(EnumText.parse(ImagePull.Policy.class, value)
            .orElseThrow(() -> new NotUnderstoodException("--pull with this value")));
      case "workdir" -> workingDirectory = value;
      case "entrypoint" -> entrypoint = List.of(value);
      case "add-host" -> pair(value.replace('=', ':'), ':', hosts, "--add-host");
      case "label" -> pair(value, '=', labels, "--label");
      default -> throw new NotUnderstoodException("--" + option.name());
    }
  }

  private static boolean isOn(DockerRunWords.Option option) {
    if (!option.value().equals("true")) {
      throw new NotUnderstoodException("--" + option.name() + " with a value");
    }
    return true;
  }

  /** A variable without a value is passed on; one that is not set is left out, as the engine's command does. */
  private void variable(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    String value = equals < 0 ? variables.apply(name) : text.substring(equals + 1);
    if (value != null) {
      environment.put(name, value);
    }
  }

  private void volume(String text) {
    Matcher parts = VOLUME.matcher(text);
    if (!parts.matches()) {
      throw new NotUnderstoodException("-v of this form");
    }
    mounts.add(new ContainerMount(parts.group(1), parts.group(2), "ro".equals(parts.group(3))));
  }

  private void mount(String text) {
    String source = "";
    String target = "";
    boolean readOnly = false;
    for (String part : text.split(",", -1)) {
      String key = part.split("=", 2)[0];
      String value = part.contains("=") ? part.substring(key.length() + 1) : "true";
      switch (key) {
        case "type" -> {
          if (!value.equals("bind") && !value.equals("volume")) {
            throw new NotUnderstoodException("--mount of this type");
          }
        }
        case "source", "src" -> source = value;
        case "target", "destination", "dst" -> target = value;
        case "readonly", "ro" -> readOnly = value.equals("true") || value.equals("1");
        default -> throw new NotUnderstoodException("--mount with a further field");
      }
    }
    mounts.add(new ContainerMount(source, target, readOnly));
  }

  private static ContainerNetwork network(String name) {
    return switch (name) {
      case "none" -> ContainerNetwork.NONE;
      case "bridge", "default" -> ContainerNetwork.DEFAULT;
      case "host" -> throw new NotUnderstoodException("--network host");
      default -> ContainerNetwork.named(name);
    };
  }

  private static void securityOption(String text) {
    if (!text.matches("no-new-privileges([:=]true)?")) {
      throw new NotUnderstoodException("--security-opt with this value");
    }
  }

  private void temporaryFolder(String text) {
    int colon = text.indexOf(':');
    String folder = colon < 0 ? text : text.substring(0, colon);
    long size = 64L << 20;
    if (colon >= 0) {
      Matcher options = TMPFS_SIZE.matcher(text.substring(colon + 1));
      if (!options.matches()) {
        throw new NotUnderstoodException("--tmpfs with options other than a size");
      }
      size = size(options.group(1), "--tmpfs");
    }
    temporaryFolders.put(folder, size);
  }

  /** Where no address is said, only this machine gets there. */
  private static PortBinding port(String text) {
    Matcher parts = PORT.matcher(text);
    if (!parts.matches()) {
      throw new NotUnderstoodException("-p of this form");
    }
    String address = Optional.ofNullable(parts.group(1)).orElse(parts.group(2));
    String host = parts.group(3);
    return new PortBinding(
        Integer.parseInt(parts.group(4)),
        host == null || host.isEmpty() ? 0 : Integer.parseInt(host),
        address == null ? PortBinding.LOOPBACK : address);
  }

  private static void pair(String text, char separator, Map<String, String> pairs, String option) {
    int at = text.indexOf(separator);
    if (at < 1) {
      throw new NotUnderstoodException(option + " of this form");
    }
    pairs.put(text.substring(0, at), text.substring(at + 1));
  }

  private static long size(String text, String option) {
    OptionalLong size = ByteSizes.parse(text);
    return size.orElseThrow(() -> new NotUnderstoodException(option + " with this value"));
  }

  private static double number(String text, String option) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      throw new NotUnderstoodException(option + " with this value");
    }
  }
}
