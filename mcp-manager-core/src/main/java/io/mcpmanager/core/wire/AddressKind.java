package io.mcpmanager.core.wire;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Whose address an address is. */
enum AddressKind {
  /** Somebody's on the public Internet. */
  PUBLIC,
  /** Of this machine or a private network. */
  PRIVATE,
  /** Of the link, of a cloud's metadata service, or of no single machine. */
  SPECIAL;

  private static final int IPV4_BYTES = 4;

  /** Addresses that begin with these bits. */
  private static final class Range {

    private final byte[] start;
    private final int bits;

    Range(byte[] start, int bits) {
      this.start = start;
      this.bits = bits;
    }

    static Range of(String text) {
      int slash = text.indexOf('/');
      return new Range(
          Literals.bytes(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    boolean contains(byte[] address) {
      if (address.length != start.length) {
        return false;
      }
      int whole = bits / 8;
      int mask = 0xff00 >> (bits % 8) & 0xff;
      return Arrays.equals(address, 0, whole, start, 0, whole)
          && (mask == 0 || (address[whole] & mask) == (start[whole] & mask));
    }
  }

  private static final List<Range> SPECIAL_RANGES = ranges(
      "0.0.0.0/8", // this machine, as some systems take it
      "100.100.100.200/32", // a cloud's metadata service, as are the next two
      "168.63.129.16/32",
      "192.0.0.192/32",
      "169.254.0.0/16", // link-local, with most clouds' metadata service
      "224.0.0.0/3", // multicast, reserved, broadcast
      "::/128",
      "2001::/32", // tunnels to addresses that can't be told from outside
      "64:ff9b:1::/48",
      "fd00:ec2::/32", // metadata services of clouds
      "fd20:ce::/32",
      "fe80::/10",
      "ff00::/8");

  private static final List<Range> PRIVATE_RANGES = ranges(
      "10.0.0.0/8",
      "100.64.0.0/10",
      "127.0.0.0/8",
      "172.16.0.0/12",
      "192.0.0.0/24",
      "192.168.0.0/16",
      "198.18.0.0/15",
      "::1/128",
      "fc00::/7",
      "fec0::/10");

  /** Addresses that stand for the IPv4 address that begins at a byte of them. */
  private record Carrier(Range range, int at) {}

  private static final List<Carrier> CARRIERS = List.of(
      new Carrier(Range.of("::ffff:0:0:0/96"), 12),
      new Carrier(Range.of("64:ff9b::/96"), 12),
      new Carrier(Range.of("2002::/16"), 2),
      new Carrier(Range.of("::/96"), 12)); // ::1 is looked up before

  static AddressKind of(InetAddress address) {
    return of(address.getAddress());
  }

  private static AddressKind of(byte[] address) {
    if (within(SPECIAL_RANGES, address)) {
      return SPECIAL;
    }
    if (within(PRIVATE_RANGES, address)) {
      return PRIVATE;
    }
    return CARRIERS.stream()
        .filter(carrier -> carrier.range().contains(address))
        .findFirst()
        .map(carrier -> of(Arrays.copyOfRange(address, carrier.at(), carrier.at() + IPV4_BYTES)))
        .orElse(PUBLIC);
  }

  private static boolean within(List<Range> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static List<Range> ranges(String... texts) {
    return Arrays.stream(texts).map(Range::of).toList();
  }
}
