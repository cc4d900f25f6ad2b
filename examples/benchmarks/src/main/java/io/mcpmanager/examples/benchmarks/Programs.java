package io.mcpmanager.examples.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Java programs started from this program's own class path. */
final class Programs {

  static List<String> command(String mainClass, String... arguments) {
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // as the launcher script does it
        "-XX:+UseSerialGC",
        "-Xms64m",
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classPath(),
        mainClass));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** With absolute paths, since children may run in another folder. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(java.util.stream.Collectors.joining(java.io.File.pathSeparator));
  }

  static List<String> echo(String... arguments) {
    return command(EchoServer.class.getName(), arguments);
  }

  static String firstLine(Process process) throws IOException {
    var reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the program ended without a word");
    }
    return line;
  }

  /** A program of the PATH. */
  static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(folder -> executable(Path.of(folder, name)).stream())
        .findFirst();
  }

  static Optional<Path> executable(Path file) {
    return Optional.of(file).filter(Files::isExecutable);
  }

  /** Whether something listens at a port of this machine. */
  static boolean isOpen(int port) throws IOException {
    try (var ignored = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (ConnectException nothing) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Memory of a process that is in use now, in MiB, where the system tells. */
  static double residentMiB(Process process) {
    return residentMiB(process.toHandle());
  }

  /** Memory of a process that is in use now, in MiB, where the system tells. */
  static double residentMiB(ProcessHandle process) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      return Files.exists(status)
          ? Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
              .findFirst()
              .orElse(Double.NaN)
          : Double.NaN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }

  private Programs() {}
}
