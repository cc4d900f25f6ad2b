package io.mcpmanager.examples.benchmarks;

import io.mcpmanager.examples.benchmarks.Hop.Kind;
import io.mcpmanager.examples.benchmarks.Hop.Protocol;
import io.mcpmanager.examples.benchmarks.Hop.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Starts everything that is measured, in front of the same MCP server; leaves out, and says so, what is not there. */
final class Hops implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final Load load;
  private final List<String> mcpServer;
  private final boolean hooked;
  private final List<Hop> all = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();

  /**
   * Starts nothing yet.
   *
   * @param mcpServer command of the server, without the argument that says by what it is reached
   * @param hooked whether the manager has hooks in the way of every message
   */
  Hops(Path folder, Load load, List<String> mcpServer, boolean hooked) {
    this.hooked = hooked;
    this.folder = folder;
    this.load = load;
    this.mcpServer = mcpServer;
  }

  List<Hop> all() {
    return all;
  }

  void start() throws Exception {
    int upstream = Integer.parseInt(Programs.firstLine(started(reachedBy("http"))));
    var target = Target.mcp(upstream, "/mcp");
    all.add(new Hop("directly", Kind.DIRECT, target, Hop.Footprint.NOTHING));
    addNginx(upstream);
    addHop("passing bytes in Java", Kind.BYTES, ByteHop.class, upstream);
    addHop("bare JDK hop", Kind.BARE, JdkHop.class, upstream);
    addManager(upstream);
    addNpmPackages(upstream);
  }

  static void skipped(String what, String why) {
    System.out.printf("%nSkipped: %s; %s.%n", what, why);
  }

  private List<String> reachedBy(String transport) {
    var command = new ArrayList<>(mcpServer);
    command.add(transport);
    return command;
  }

  private void addNginx(int upstream) throws Exception {
    int port = Programs.freePort();
    Optional<Process> nginx =
        Nginx.start(Files.createDirectories(folder.resolve("nginx")), upstream, port);
    if (nginx.isEmpty()) {
      skipped("nginx", "it is not installed");
      return;
    }
    add("nginx", Kind.NGINX, Target.mcp(port, "/mcp"), nginx.get());
  }

  private void addHop(String name, Kind kind, Class<?> program, int upstream) throws IOException {
    Process hop = started(Programs.command(program.getName(), Integer.toString(upstream)));
    int port = Integer.parseInt(Programs.firstLine(hop));
    var footprint = ProcessFootprint.ofJvm(hop.toHandle());
    all.add(new Hop(name, kind, Target.mcp(port, "/mcp"), footprint));
  }

  private void addManager(int upstream) throws IOException, InterruptedException {
    Path data = Files.createDirectories(folder.resolve("manager"));
    // the web server's filter would keep it from telling by JMX what it has allocated
    String telling = "-Dhelidon.serialFilter.missing.action=ignore";
    var manager =
        hooked ? RunningManager.startHooked(data, telling) : RunningManager.start(data, telling);
    owned.add(manager);
    manager.add(document(upstream, reachedBy("stdio")), "remote", "stdio");
    var footprint = ProcessFootprint.ofJvm(manager.process());
    int port = manager.port();
    all.add(new Hop(
        "MCP Manager, one server",
        Kind.MANAGER,
        Target.mcp(port, "/mcp/servers/remote"),
        footprint));
    all.add(new Hop(
        "MCP Manager, all servers",
        Kind.MANAGER,
        new Target(port, "/mcp", "remote__echo", Protocol.MCP),
        footprint));
    all.add(new Hop(
        "MCP Manager, one server over stdio",
        Kind.MANAGER,
        Target.mcp(port, "/mcp/servers/stdio"),
        footprint));
  }

  private void addNpmPackages(int upstream) throws Exception {
    Optional<NpmPackages> installed =
        NpmPackages.install(Files.createDirectories(folder.resolve("npm")));
    if (installed.isEmpty()) {
      skipped("mcp-hub, supergateway and mcp-proxy", "npm can't install them here");
      return;
    }
    NpmPackages packages = installed.get();
    int port = Programs.freePort();
    add(
        NpmPackages.MCP_HUB + ", its REST API",
        Kind.NPM,
        new Target(port, "/api/servers/tools", "echo", Protocol.REST),
        packages.mcpHub(port, upstream));
    port = Programs.freePort();
    add(
        NpmPackages.SUPERGATEWAY + ", stdio",
        Kind.NPM,
        Target.mcp(port, "/mcp"),
        packages.supergateway(port, reachedBy("stdio")));
    port = Programs.freePort();
    add(
        NpmPackages.MCP_PROXY + ", stdio",
        Kind.NPM,
        Target.mcp(port, "/mcp"),
        packages.mcpProxy(port, reachedBy("stdio")));
  }

  private void add(String name, Kind kind, Target target, Process program) throws Exception {
    processes.add(program);
    if (!answers(target, program)) {
      skipped(name, "it does not answer calls");
      return;
    }
    all.add(new Hop(name, kind, target, footprint(program)));
  }

  /** Waits until a call is answered; false if none is for long. */
  private boolean answers(Target target, Process program) throws Exception {
    var once = new Load.Plan(1, 100, Duration.ZERO, Duration.ofMillis(100));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && !program.waitFor(100, TimeUnit.MILLISECONDS)) {
      if (Programs.isOpen(target.port()) && load.run(target, once).failures() == 0) {
        return true;
      }
    }
    return false;
  }

  private ProcessFootprint footprint(Process program) {
    return ProcessFootprint.of(program.toHandle(), mcpServer.getFirst());
  }

  private Process started(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    processes.add(process);
    return process;
  }

  private static String document(int upstream, List<String> stdio) {
    String arguments =
        stdio.stream().skip(1).map(HttpBenchmark::quote).collect(Collectors.joining(","));
    return "{\"mcpServers\":{\"stdio\":{\"command\":" + HttpBenchmark.quote(stdio.getFirst())
        + ",\"args\":[" + arguments + "]},\"remote\":{\"type\":\"http\",\"url\":\"http://127.0.0.1:"
        + upstream + "/mcp\"}}}";
  }

  @Override
  public void close() throws Exception {
    for (Hop hop : all) {
      hop.footprint().close();
    }
    for (AutoCloseable one : owned) {
      one.close();
    }
    for (Process process : processes) {
      Programs.end(process);
    }
  }
}
