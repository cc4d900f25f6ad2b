package io.mcpmanager.docker.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What of this machine listens at all of its addresses, and so at the gateway of every network, too. A container that
 * reaches its gateway reaches that; only a firewall could keep it from there.
 */
final class OpenPorts {

  private static final String LISTENING = "0A"; // of TCP
  private static final String UNCONNECTED = "07"; // of UDP
  private static final int MOST_NAMED = 20;

  private final Path tables;

  OpenPorts() {
    this(Path.of("/proc/net"));
  }

  OpenPorts(Path tables) {
    this.tables = tables;
  }

  /** These ports, for people; empty if there are none, or nothing can be known of them. */
  Optional<String> describe() {
    var tcp = new TreeSet<Integer>();
    var udp = new TreeSet<Integer>();
    read("tcp", LISTENING, tcp);
    read("tcp6", LISTENING, tcp);
    read("udp", UNCONNECTED, udp);
    read("udp6", UNCONNECTED, udp);
    String text = List.of(text("TCP", tcp), text("UDP", udp)).stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" and "));
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String text(String protocol, SortedSet<Integer> ports) {
    if (ports.isEmpty()) {
      return "";
    }
    String named =
        ports.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    return protocol + " " + named + (ports.size() > MOST_NAMED ? ", ..." : "");
  }

  private void read(String table, String state, SortedSet<Integer> ports) {
    Path file = tables.resolve(table);
    if (!Files.isReadable(file)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 3
            && columns[3].equals(state)
            && columns[1].matches("0+:[0-9A-F]{4}")) {
          ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
        }
      }
    } catch (IOException e) {
      ports.clear(); // it can't be known
    }
  }
}
