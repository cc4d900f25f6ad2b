package io.mcpmanager.docker;

import static org.awaitility.Awaitility.await;

import io.mcpmanager.testkit.engine.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Podman's service at a socket of a test's own, with images and containers of its own. */
final class PodmanService implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** Who runs it. */
  record User(String name, int id, int group, Path home) {

    static final User ROOT = new User("root", 0, 0, Path.of("/root"));

    /** Somebody who is not root and may have containers: who has user ids to give to them. */
    static Optional<User> withoutRoot() throws IOException {
      Path given = Path.of("/etc/subuid");
      List<String> names = Files.exists(given)
          ? Files.readAllLines(given).stream().map(line -> line.split(":")[0]).toList()
          : List.of();
      try (Stream<String> users = Files.lines(Path.of("/etc/passwd"))) {
        return users
            .map(line -> line.split(":"))
            .filter(user -> names.contains(user[0]))
            .map(user -> new User(
                user[0], Integer.parseInt(user[2]), Integer.parseInt(user[3]), Path.of(user[5])))
            .filter(user -> user.id() != 0)
            .findFirst();
      }
    }
  }

  private final Process process;
  private final TestEngine engine;
  private final Path log;

  private PodmanService(Process process, TestEngine engine, Path log) {
    this.process = process;
    this.engine = engine;
    this.log = log;
  }

  /** Starts it, as root, for a user, and waits until it answers. */
  static PodmanService start(Path folder, User user) throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve("p"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
    Path settings = Files.writeString(folder.resolve("containers.conf"), settings());
    run("chown", "-R", user.id() + ":" + user.group(), own.toString());
    var command = new ArrayList<String>(List.of(
        "setpriv",
        "--reuid=" + user.id(),
        "--regid=" + user.group(),
        "--clear-groups",
        "env",
        "HOME=" + user.home(),
        "USER=" + user.name(),
        "XDG_RUNTIME_DIR=" + own,
        "CONTAINERS_CONF=" + settings,
        "podman",
        "--root=" + own.resolve("images"),
        "--runroot=" + own.resolve("run"),
        "--tmpdir=" + own.resolve("tmp"),
        // others leave mounts behind
        "--storage-driver=vfs",
        "system",
        "service",
        "--time=0",
        "unix://" + own.resolve("s")));
    Path log = folder.resolve("log");
    Process process = new ProcessBuilder(command)
        .directory(Path.of("/").toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
    var service = new PodmanService(process, TestEngine.at(own.resolve("s")), log);
    await("Podman answers, see " + log).atMost(DEADLINE).until(() -> {
      if (!process.isAlive()) {
        throw new IllegalStateException("Podman ended:\n" + Files.readString(log));
      }
      return service.engine.answers();
    });
    return service;
  }

  /** What works without rights that machines of a build may not have, such as to raise limits. */
  private static String settings() {
    boolean runc =
        Stream.of("/usr/bin/runc", "/usr/sbin/runc").map(Path::of).anyMatch(Files::exists);
    return "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=4096:4096\"]\n"
        + "[engine]\nevents_logger = \"file\"\ncgroup_manager = \"cgroupfs\"\n"
        + (runc ? "runtime = \"runc\"\n" : "");
  }

  TestEngine engine() {
    return engine;
  }

  /** Where it listens, as {@code DOCKER_HOST} wants it. */
  String host() {
    return "unix://" + engine.socket();
  }

  /** Without root it goes on in a child, and keeps a process that holds its user ids. */
  @Override
  public void close() throws IOException, InterruptedException {
    List<ProcessHandle> others = new ArrayList<>(process.descendants().toList());
    try (Stream<Path> files = Files.walk(engine.socket().getParent(), 4)) {
      for (Path file : files.filter(path -> path.endsWith("pause.pid")).toList()) {
        ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).ifPresent(others::add);
      }
    }
    process.destroy();
    others.forEach(ProcessHandle::destroy);
    if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("Podman did not end, see " + log);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + ": " + said);
    }
  }
}
