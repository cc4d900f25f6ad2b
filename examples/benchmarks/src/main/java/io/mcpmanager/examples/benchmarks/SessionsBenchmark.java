package io.mcpmanager.examples.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What sessions cost the manager that do nothing: without a connection, and with an open event stream each. */
final class SessionsBenchmark {

  private static final int SESSIONS = 10_000;
  private static final String HISTOGRAM = "SESSIONS_HISTOGRAM";

  static void run(Path folder) throws Exception {
    System.out.printf("%n### sessions%n%n");
    System.out.println("| idle sessions | live heap | resident memory |");
    System.out.println("| ---: | ---: | ---: |");
    // room for as many connections as sessions, which is more than the usual limit
    Path config = Files.writeString(
        folder.resolve("mcp-manager.toml"), "[http]\nmax-connections = " + 2 * SESSIONS + "\n");
    try (var manager = RunningManager.serve(folder, List.of("--config", config.toString()))) {
      double[] before = measure(manager, "none");
      List<String> sessions = open(manager.port());
      double[] idle = measure(manager, "10,000 without a connection");
      List<Socket> streams = listen(manager.port(), sessions);
      try {
        double[] listening = measure(manager, "10,000 with an open stream each");
        System.out.printf(
            Locale.ROOT,
            "%n10,000 sessions: %.0f MiB of heap and %.0f MiB resident; with streams %.0f and %.0f%n",
            idle[0] - before[0],
            idle[1] - before[1],
            listening[0] - before[0],
            listening[1] - before[1]);
      } finally {
        for (Socket stream : streams) {
          stream.close();
        }
      }
    }
  }

  private static List<String> open(int port) throws IOException {
    var sessions = new ArrayList<String>();
    try (var connection = new HttpConnection(port)) {
      for (int i = 0; i < SESSIONS; i++) {
        String session = Objects.requireNonNull(
            connection.post("/mcp", "", Echo.initialize()).headers().get("mcp-session-id"),
            "no session was opened");
        sessions.add(session);
        HttpMessage ignored = connection.post("/mcp", headers(session), Echo.initialized());
      }
    }
    return sessions;
  }

  private static String headers(String session) {
    return "MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: " + session + "\r\n";
  }

  /** As many connections as there are sessions, each waiting for what comes. */
  private static List<Socket> listen(int port, List<String> sessions) throws IOException {
    var streams = new ArrayList<Socket>();
    for (String session : sessions) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      streams.add(socket);
      socket
          .getOutputStream()
          .write(("GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:" + port
                  + "\r\nAccept: text/event-stream\r\n" + headers(session) + "\r\n")
              .getBytes(ISO_8859_1));
      byte[] begin = new byte[12];
      int read = socket.getInputStream().readNBytes(begin, 0, begin.length);
      if (read < begin.length || !new String(begin, ISO_8859_1).endsWith("200")) {
        throw new IOException("no stream: " + new String(begin, StandardCharsets.ISO_8859_1));
      }
    }
    return streams;
  }

  /** Live heap after a full collection, and resident memory, in MiB. */
  private static double[] measure(RunningManager manager, String what)
      throws IOException, InterruptedException {
    Path histogram = histogram(manager.process().pid());
    double heap;
    try (Stream<String> lines = Files.lines(histogram, UTF_8)) {
      heap = lines
          .filter(line -> line.startsWith("Total"))
          .mapToDouble(line -> Double.parseDouble(line.trim().split("\\s+", 4)[2]) / (1 << 20))
          .findFirst()
          .orElse(Double.NaN);
    }
    if (System.getenv(HISTOGRAM) != null) {
      try (Stream<String> lines = Files.lines(histogram, UTF_8)) {
        lines.limit(40).forEach(System.err::println);
      }
    }
    Files.delete(histogram);
    double resident = manager.residentMiB();
    System.out.printf(Locale.ROOT, "| %s | %.0f MiB | %.0f MiB |%n", what, heap, resident);
    return new double[] {heap, resident};
  }

  private static Path histogram(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Path out = Files.createTempFile("histogram-", ".txt");
    Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("jcmd hangs");
    }
    return out;
  }

  private SessionsBenchmark() {}
}
