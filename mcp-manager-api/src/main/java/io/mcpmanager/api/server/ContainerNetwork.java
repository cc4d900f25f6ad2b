package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a container reaches, and who reaches it.
 *
 * @param mode the network it is in
 * @param name name of that network for {@link Mode#NAMED}, else null
 * @param allowedHosts hosts it may reach by HTTP and HTTPS: {@code api.example.com}, {@code *.example.com} (every name
 *     below it) or {@code example.com:8443}; without a port, 80 and 443 are meant; empty if nothing is held back; for
 *     {@link Mode#DEFAULT} only
 * @param ports ports that can be reached on the engine's machine; a container with allowed hosts publishes none
 * @param hosts further names and their IP addresses
 */
public record ContainerNetwork(
    Mode mode,
    @Nullable String name,
    List<String> allowedHosts,
    List<PortBinding> ports,
    Map<String, String> hosts) {

  /** The networks a container can be in. */
  public enum Mode {
    /** None: it reaches nothing. */
    NONE,
    /** One of its own kind, with a way out. */
    DEFAULT,
    /** One that exists already. */
    NAMED;

    /** The mode in lower case, as JSON shows it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** No network at all. */
  public static final ContainerNetwork NONE =
      new ContainerNetwork(Mode.NONE, null, List.of(), List.of(), Map.of());

  /** A network with a way out to everywhere. */
  public static final ContainerNetwork DEFAULT =
      new ContainerNetwork(Mode.DEFAULT, null, List.of(), List.of(), Map.of());

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");
  private static final Pattern ALLOWED =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:]{2,39}|host-gateway");
  private static final int MAX_ENTRIES = 200;

  /** Copies the collections, keeping their order. */
  public ContainerNetwork {
    Objects.requireNonNull(mode, "mode");
    allowedHosts = List.copyOf(allowedHosts);
    ports = List.copyOf(ports);
    hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
  }

  /** A network that exists already. */
  public static ContainerNetwork named(String name) {
    return new ContainerNetwork(Mode.NAMED, name, List.of(), List.of(), Map.of());
  }

  /** A network from which only these hosts are reached. */
  public static ContainerNetwork allowing(String... hosts) {
    return new ContainerNetwork(Mode.DEFAULT, null, List.of(hosts), List.of(), Map.of());
  }

  /** The same with other reachable ports. */
  public ContainerNetwork withPorts(List<PortBinding> newPorts) {
    return new ContainerNetwork(mode, name, allowedHosts, newPorts, hosts);
  }

  /** Name of the network, if it has to be one that exists. */
  public Optional<String> networkName() {
    return Optional.ofNullable(name);
  }

  void check(String field, List<Problem> problems) {
    if (mode == Mode.NAMED && (name == null || !NAME.matcher(name).matches())) {
      problems.add(new Problem(
          field + ".name",
          "must name a network, with letters, digits, _, . and -",
          name == null ? Problem.Code.REQUIRED : Problem.Code.INVALID_FORMAT));
    } else if (mode != Mode.NAMED && name != null) {
      problems.add(
          new Problem(field + ".name", "is for the mode named only", Problem.Code.NOT_ALLOWED));
    }
    if (mode != Mode.DEFAULT && !allowedHosts.isEmpty()) {
      problems.add(new Problem(
          field + ".allowedHosts", "is for the mode default only", Problem.Code.NOT_ALLOWED));
    }
    if (mode == Mode.NONE && !ports.isEmpty()) {
      problems.add(new Problem(
          field + ".ports", "can't be reached without a network", Problem.Code.NOT_ALLOWED));
    }
    checkSize(field + ".allowedHosts", allowedHosts.size(), problems);
    checkSize(field + ".ports", ports.size(), problems);
    checkSize(field + ".hosts", hosts.size(), problems);
    for (int i = 0; i < allowedHosts.size(); i++) {
      String allowed = allowedHosts.get(i);
      if (!ALLOWED.matcher(allowed).matches() || !isPort(allowed)) {
        problems.add(new Problem(
            field + ".allowedHosts[" + i + "]",
            "must have the form host, *.domain or host:port",
            Problem.Code.INVALID_FORMAT));
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      ports.get(i).check(field + ".ports[" + i + "]", problems);
    }
    hosts.forEach((host, address) -> {
      if (!HOST.matcher(host).matches() || !ADDRESS.matcher(address).matches()) {
        problems.add(new Problem(
            field + ".hosts." + host,
            "must be a host name with an IP address or host-gateway",
            Problem.Code.INVALID_FORMAT));
      }
    });
  }

  /** Whether what follows the colon, if there is one, can be a port. */
  private static boolean isPort(String allowed) {
    int colon = allowed.indexOf(':');
    int port = colon < 0 ? 1 : Integer.parseInt(allowed.substring(colon + 1));
    return port >= 1 && port <= 65_535;
  }

  private static void checkSize(String field, int size, List<Problem> problems) {
    Ranges.check(field, size, 0, MAX_ENTRIES, problems);
  }

  /** What of it is less safe than no network at all, by field. */
  List<String> loosened(String field) {
    var loosened = new ArrayList<String>();
    if (mode != Mode.NONE) {
      loosened.add(field + ".mode");
    }
    for (int i = 0; i < ports.size(); i++) {
      loosened.add(field + ".ports[" + i + "]");
    }
    return loosened;
  }
}
