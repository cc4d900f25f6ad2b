package io.mcpmanager.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.testkit.engine.TestEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An engine beside that of the machine, with a swarm of one node. It touches no packet filter and has a bridge of its own,
 * so that it is in nobody's way; ports are published by its proxy. (Without a bridge it would take that of the other away.)
 */
final class SwarmEngine implements AutoCloseable {

  private final Path folder;
  private final String bridge;
  private final Process process;
  private final TestEngine engine;

  private SwarmEngine(Path folder, String bridge, Process process, TestEngine engine) {
    this.folder = folder;
    this.bridge = bridge;
    this.process = process;
    this.engine = engine;
  }

  /** Starts one, which takes some seconds. */
  static SwarmEngine start() throws IOException {
    Path folder = Files.createTempDirectory("swarm");
    Path socket = folder.resolve("engine.sock");
    String bridge = "mcpt" + ProcessHandle.current().pid();
    busybox("brctl", "addbr", bridge);
    busybox("ip", "addr", "add", "10.202.0.1/24", "dev", bridge);
    busybox("ip", "link", "set", bridge, "up");
    Process process = new ProcessBuilder(
            "dockerd",
            "--data-root=" + folder.resolve("data"),
            "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("pid"),
            "--host=unix://" + socket,
            "--bridge=" + bridge,
            "--iptables=false",
            "--default-address-pool=base=10.201.0.0/16,size=24")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
    var started = new SwarmEngine(folder, bridge, process, TestEngine.at(socket));
    try {
      await().atMost(Duration.ofSeconds(60)).until(started.engine::answers);
      started.initialize();
      return started;
    } catch (RuntimeException | IOException | AssertionError e) {
      started.close();
      throw e;
    }
  }

  private void initialize() throws IOException {
    // else it would share the bridge of that name with the engine of the machine
    post(
        "/networks/create",
        "{\"Name\":\"docker_gwbridge\",\"Driver\":\"bridge\",\"Options\":{"
            + "\"com.docker.network.bridge.name\":\"" + bridge + "g\","
            + "\"com.docker.network.bridge.enable_icc\":\"false\"}}");
    String address = "127.0.0.1:" + freePort();
    post(
        "/swarm/init",
        "{\"ListenAddr\":\"" + address + "\",\"AdvertiseAddr\":\"" + address + "\"}");
  }

  private void post(String path, String json) throws IOException {
    TestEngine.Answer answer = engine.send("POST", path, json);
    assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
  }

  private static void busybox(String... words) throws IOException {
    var command = new ArrayList<>(List.of("busybox"));
    command.addAll(List.of(words));
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException(command + " ended with status " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  TestEngine engine() {
    return engine;
  }

  @Override
  public void close() throws IOException {
    if (engine.answers()) {
      TestEngine.Answer ignored = engine.send("POST", "/swarm/leave?force=1");
      TestEngine.Answer unused = engine.send("DELETE", "/networks/docker_gwbridge");
    }
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      unmountAll();
      delete();
      busybox("ip", "link", "set", bridge, "down");
      busybox("brctl", "delbr", bridge);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What an engine that was ended in a hurry has left mounted. */
  private void unmountAll() throws IOException, InterruptedException {
    List<String> mounts = Files.readAllLines(Path.of("/proc/mounts")).stream()
        .map(line -> line.split(" ", 3)[1])
        .filter(mount -> mount.startsWith(folder + "/"))
        .sorted((one, other) -> other.compareTo(one))
        .toList();
    for (String mount : mounts) {
      int ignored = new ProcessBuilder("umount", "-l", mount).start().waitFor();
    }
  }

  private void delete() throws IOException {
    var ignored = Files.walkFileTree(folder, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        boolean deleted = Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
          throws IOException {
        boolean deleted = Files.deleteIfExists(directory);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
