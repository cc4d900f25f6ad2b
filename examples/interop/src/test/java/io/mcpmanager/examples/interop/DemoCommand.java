package io.mcpmanager.examples.interop;

import io.mcpmanager.examples.demo.DemoServer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How our demo server is started. */
final class DemoCommand {

  /** Speaks {@code revisions}, as its option of that name wants them, over standard input and output. */
  static List<String> overStdio(String revisions) throws URISyntaxException {
    var classes = Path.of(
        DemoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classes.toString(),
        DemoServer.class.getName(),
        "--revisions",
        revisions);
  }

  /** The same at a free port. */
  static List<String> overHttp(String revisions) throws URISyntaxException {
    return Stream.concat(overStdio(revisions).stream(), Stream.of("--http", "0"))
        .toList();
  }

  private DemoCommand() {}
}
