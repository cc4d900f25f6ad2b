package io.mcpmanager.docker.egress;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses belong to somebody on the public Internet. A name that leads anywhere else (the machine itself, its
 * neighbours, the metadata service of a cloud) is not followed, since whoever owns a name decides where it leads.
 */
public final class AddressRanges {

  private static final int IPV4_BYTES = 4;

  private record Range(InetAddress start, int bits) {

    static Range of(String text) {
      int slash = text.indexOf('/');
      return new Range(
          literal(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    boolean contains(InetAddress address) {
      return shareNetwork(start, address, bits);
    }
  }

  private static final List<Range> NOT_PUBLIC = ranges(
      "0.0.0.0/8",
      "10.0.0.0/8",
      "100.64.0.0/10", // carriers' own; a cloud's metadata service too
      "127.0.0.0/8",
      "168.63.129.16/32", // a cloud's metadata service
      "169.254.0.0/16", // link-local, with most clouds' metadata service
      "172.16.0.0/12",
      "192.0.0.0/24",
      "192.0.2.0/24",
      "192.88.99.0/24",
      "192.168.0.0/16",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "224.0.0.0/3", // multicast, reserved, broadcast
      "2001::/23", // tunnels that carry IPv4 addresses, benchmarks
      "2001:db8::/32",
      "2002::/16", // carries an IPv4 address
      "3fff::/20");

  private static final List<Range> PUBLIC_IPV6 = ranges("2000::/3");

  static boolean isPublic(InetAddress address) {
    return !within(NOT_PUBLIC, address)
        && (address.getAddress().length == IPV4_BYTES || within(PUBLIC_IPV6, address));
  }

  /** The address that a text with an address names; nothing is looked up. */
  public static InetAddress literal(String text) {
    try {
      // a text of digits, dots and colons is never looked up
      if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
        throw new IllegalArgumentException("no IP address: " + text);
      }
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no IP address: " + text, e);
    }
  }

  /** Whether two addresses begin with the same bits. */
  public static boolean shareNetwork(InetAddress one, InetAddress other, int bits) {
    return one.getAddress().length == other.getAddress().length
        && prefix(one.getAddress(), bits).equals(prefix(other.getAddress(), bits));
  }

  private static boolean within(List<Range> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static BigInteger prefix(byte[] address, int bits) {
    return new BigInteger(1, address).shiftRight(address.length * 8 - bits);
  }

  private static List<Range> ranges(String... texts) {
    return Arrays.stream(texts).map(Range::of).toList();
  }

  private AddressRanges() {}
}
