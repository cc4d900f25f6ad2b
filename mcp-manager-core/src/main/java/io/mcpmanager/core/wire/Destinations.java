package io.mcpmanager.core.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts may be connected to. Who writes a definition chooses a URL, and who owns a name chooses where it leads, so
 * that both could have the manager ask its neighbours, or a cloud's metadata service, on their behalf. What counts is
 * the address that is then connected to, whatever spelling or name it was reached by: {@link #addresses} is asked once
 * for each connection, and no name is looked up between its answer and the use of it. Immutable.
 */
public final class Destinations {

  /** Looks names up. */
  interface Names {
    InetAddress[] lookUp(String host) throws UnknownHostException;
  }

  /** Everything; for addresses that nobody but the manager and who runs it chose. */
  public static final Destinations ANY =
      new Destinations(true, true, Set.of(), InetAddress::getAllByName);

  private final boolean special;
  private final boolean privateAddresses;
  private final Set<String> names = new HashSet<>();
  private final Set<InetAddress> allowed = new HashSet<>();
  private final Names lookUp;

  /**
   * Public addresses, and more if wanted.
   *
   * @param privateAddresses whether this machine and private networks are allowed; link-local addresses and metadata
   *     services are not even then
   * @param allowedHosts names and addresses that are allowed wherever they lead
   */
  public Destinations(boolean privateAddresses, Set<String> allowedHosts) {
    this(false, privateAddresses, allowedHosts, InetAddress::getAllByName);
  }

  Destinations(boolean special, boolean privateAddresses, Set<String> allowedHosts, Names lookUp) {
    this.special = special;
    this.privateAddresses = privateAddresses;
    this.lookUp = lookUp;
    for (String host : allowedHosts) {
      String plain = plain(host);
      Literals.address(plain).ifPresentOrElse(allowed::add, () -> names.add(plain));
    }
  }

  /** The same with this machine; for what is run on it by the definition that names the address. */
  public Destinations withThisMachine() {
    var hosts = new HashSet<>(names);
    allowed.forEach(address -> hosts.add(address.getHostAddress()));
    hosts.add("127.0.0.1");
    hosts.add("::1");
    return new Destinations(special, privateAddresses, hosts, lookUp);
  }

  /**
   * The addresses of a host that may be connected to, at least one.
   *
   * @param host a name or an address, as URLs write it
   * @throws ConnectException if the host leads only where nothing may be connected to
   * @throws IOException if it can't be found
   */
  public List<InetAddress> addresses(String host) throws IOException {
    String plain = plain(host);
    boolean named = names.contains(plain);
    InetAddress[] found = lookUp.lookUp(plain);
    List<InetAddress> usable =
        Arrays.stream(found).filter(address -> named || isAllowed(address)).toList();
    if (usable.isEmpty()) {
      throw new ConnectException(refusal(found.length == 0 ? null : found[0]));
    }
    return usable;
  }

  /** What is wrong with a host, as far as that shows without looking a name up. */
  public Optional<String> problem(String host) {
    return Literals.address(plain(host)).filter(address -> !isAllowed(address)).map(this::refusal);
  }

  private boolean isAllowed(InetAddress address) {
    return allowed.contains(address)
        || switch (AddressKind.of(address)) {
          case PUBLIC -> true;
          case PRIVATE -> privateAddresses;
          case SPECIAL -> special;
        };
  }

  private String refusal(@Nullable InetAddress address) {
    String where = address != null && AddressKind.of(address) == AddressKind.PRIVATE
        ? "this machine or a private network"
        : "a link-local, metadata or reserved address";
    return "the host leads to " + where
        + ", where nothing is connected to unless the host is allowed by name";
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
