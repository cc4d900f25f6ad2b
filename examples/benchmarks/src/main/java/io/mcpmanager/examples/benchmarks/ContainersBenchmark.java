package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.DockerRuntime;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What containers cost beside what they are compared with: a start beside the same start by Docker's own command, a call
 * beside one of the same program without a container, and fifty of them beside none. Wants an engine and its command.
 */
final class ContainersBenchmark {

  private static final CallContext CONTEXT = CallContext.system("benchmark");
  private static final ServerCommand START = new ServerCommand.Start();
  private static final int STARTS = 12;
  private static final int TEXT = 100;
  private static final int MANY = 50;
  private static final int SIDE_BY_SIDE = 4;
  private static final Duration SETTLED = Duration.ofSeconds(30);
  private static final Duration OBSERVED = Duration.ofSeconds(60);

  static void run(boolean shortly) throws Exception {
    TestEngine engine = TestEngine.standard();
    if (!engine.answers()) {
      throw new IllegalStateException("no container engine answers at " + engine.socket());
    }
    var images = TestImages.of(engine);
    String shell = images.shellServer();
    starts(shell, shortly ? STARTS / 3 : STARTS);
    calls(images.javaProgram(
        "echo", List.of(ownClasses()), EchoServer.class.getName(), List.of("java.base")));
    many(shell, shortly ? MANY / 5 : MANY, shortly ? OBSERVED.dividedBy(3) : OBSERVED);
  }

  private static Path ownClasses() throws URISyntaxException {
    return Path.of(
        EchoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static McpManager manager() {
    return McpManager.builder().runtime(DockerRuntime.builder().build()).build().start();
  }

  // starts

  private static void starts(String image, int rounds) throws Exception {
    double[] manager = new double[rounds];
    double[] command = new double[rounds];
    try (var managed = manager()) {
      ServerId server = create(managed, "box", ContainerLaunch.of(image));
      for (int i = 0; i < rounds; i++) {
        command[i] = byCommand(image);
        long begin = System.nanoTime();
        done(managed, server, START);
        manager[i] = (System.nanoTime() - begin) / 1e6;
        done(managed, server, new ServerCommand.Stop());
      }
    }
    System.out.printf("%n### containers: from the command to the list of tools%n%n");
    System.out.println("| " + rounds + " starts in turns | median | best | of baseline |");
    System.out.println("| --- | ---: | ---: | ---: |");
    print("`docker run` with the same options", command, command);
    print("the manager", manager, command);
  }

  private static void print(String name, double[] millis, double[] baseline) {
    Arrays.sort(millis);
    Arrays.sort(baseline);
    double median = millis[millis.length / 2];
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f ms | %.0f ms | %.2f |%n",
        name,
        median,
        millis[0],
        median / baseline[baseline.length / 2]);
  }

  /** As the manager starts it by default, up to the answer to what the manager asks first. */
  private static double byCommand(String image) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(
            "docker",
            "run",
            "--interactive",
            "--rm",
            "--network=none",
            "--read-only",
            "--tmpfs=/tmp:size=64m",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges",
            "--memory=512m",
            "--memory-swap=512m",
            "--cpus=1",
            "--pids-limit=256",
            image)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    var lines = new Lines(process.getInputStream());
    for (byte[] message : List.of(Echo.initialize(), Echo.tools())) {
      Lines.write(process.getOutputStream(), message);
      if (lines.next().length == 0) {
        throw new IOException("the container ended");
      }
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    process.getOutputStream().close();
    process.waitFor();
    return millis;
  }

  // calls

  private static void calls(String image) throws Exception {
    try (var manager = manager()) {
      done(manager, create(manager, "process", ProcessLaunch.of(asInTheImage())), START);
      done(manager, create(manager, "container", ContainerLaunch.of(image)), START);
      try (var client = manager.gateway().connect()) {
        new Comparison("containers: a call, stdio, " + TEXT + " B", 1)
            .way("the server as a process", () -> through(client, "process__echo"))
            .way("the same in a container", () -> through(client, "container__echo"))
            .run();
      }
    }
  }

  private static List<String> asInTheImage() throws URISyntaxException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-cp",
        ownClasses().toString(),
        EchoServer.class.getName());
  }

  private static Caller through(GatewayClient client, String tool) {
    ToolCall call = ToolCall.of(tool, "{\"text\":\"" + Echo.text(TEXT) + "\"}");
    return () -> {
      int length = client.call(call).text().length();
      if (length != TEXT) {
        throw new IllegalStateException("the answer has " + length + " characters");
      }
    };
  }

  // many

  private static void many(String image, int count, Duration observed) throws Exception {
    System.out.printf("%n### containers: many of them%n%n");
    System.out.println(
        "| idle, " + observed.toSeconds() + " s | CPU of the manager, of one core |");
    System.out.println("| --- | ---: |");
    try (var manager = manager()) {
      pause(SETTLED);
      print("none", observed);
      List<ServerId> servers = startAll(manager, image, count);
      pause(SETTLED);
      for (ServerId server : servers) {
        if (manager
            .servers()
            .get(CONTEXT, server)
            .liveInstance()
            .orElseThrow()
            .resources()
            .isEmpty()) {
          throw new IllegalStateException("a container was not sampled");
        }
      }
      print(count + " containers with their stats", observed);
    }
  }

  private static void print(String name, Duration observed) throws InterruptedException {
    long cpu = cpuNanos();
    pause(observed);
    System.out.printf(
        Locale.ROOT, "| %s | %.1f %% |%n", name, 100.0 * (cpuNanos() - cpu) / observed.toNanos());
  }

  private static List<ServerId> startAll(McpManager manager, String image, int count)
      throws Exception {
    var servers = new ArrayList<ServerId>();
    try (var executor = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      var starts = new ArrayList<Callable<Object>>();
      for (int i = 0; i < count; i++) {
        ServerId server = create(manager, "box-" + i, ContainerLaunch.of(image));
        servers.add(server);
        starts.add(() -> {
          done(manager, server, START);
          return server;
        });
      }
      for (Future<Object> start : executor.invokeAll(starts)) {
        start.get();
      }
    }
    return servers;
  }

  private static ServerId create(McpManager manager, String name, Launch launch) {
    return manager.servers().create(CONTEXT, ServerDefinition.of(name, launch)).id();
  }

  private static void done(McpManager manager, ServerId server, ServerCommand command)
      throws InterruptedException {
    CommandResult result = manager.servers().execute(CONTEXT, server, command);
    if (!result.success()) {
      throw new IllegalStateException(result.message());
    }
  }

  private static void pause(Duration pause) throws InterruptedException {
    boolean ignored = new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static long cpuNanos() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElse(Duration.ZERO)
        .toNanos();
  }

  private ContainersBenchmark() {}
}
