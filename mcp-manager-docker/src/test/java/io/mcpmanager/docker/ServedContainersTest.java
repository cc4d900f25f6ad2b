package io.mcpmanager.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.health.HealthReport;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerHealth;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers with networks, seen from a host of the manager. */
@Requires({"docker", "busybox"})
@LeakFree
final class ServedContainersTest {

  private static final CallContext ME = CallContext.system("test");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final ContainerEndpoint ENDPOINT = new ContainerEndpoint(8000, "/cgi-bin/mcp");

  private final TestEngine engine = TestEngine.standard();
  private Set<String> networksBefore = Set.of();
  private String image = "";
  private McpManager manager;

  @BeforeEach
  void start() throws Exception {
    image = TestImages.of(engine).shellServer();
    networksBefore = networks();
    manager =
        McpManager.builder().runtime(DockerRuntime.builder().build()).build().start();
  }

  @AfterEach
  void stop() throws Exception {
    var added = new TreeSet<>(networks());
    added.removeAll(networksBefore);
    manager.close();
    added.retainAll(networks());
    assertThat(added).as("networks of this test that are left").isEmpty();
  }

  private Set<String> networks() throws Exception {
    return new TreeSet<>(engine.networks(Ownership.MANAGER));
  }

  private ServerId create(ContainerLaunch launch, HealthCheck health) {
    var settings = ServerSettings.DEFAULT
        .withTimeouts(LONG, Duration.ofSeconds(2), LONG)
        .withRestart(RestartPolicy.NEVER)
        .withHealth(health);
    return manager
        .servers()
        .create(ME, ServerDefinition.of("box", launch).withSettings(settings))
        .id();
  }

  private ServerId running(ContainerLaunch launch, HealthCheck health) throws Exception {
    ServerId id = create(launch, health);
    CommandResult result = manager.servers().execute(ME, id, new ServerCommand.Start());
    assertThat(result.success()).as(result.message()).isTrue();
    return id;
  }

  private ContainerLaunch served() {
    return ContainerLaunch.of(image, "http", "8000").withEndpoint(ENDPOINT);
  }

  private static HealthCheck check(HealthCheck.Kind kind) {
    return HealthCheck.DEFAULT
        .withKind(kind)
        .withTimes(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO)
        .withThresholds(1, 1);
  }

  private String call(String tool, String arguments) throws Exception {
    try (var client = manager.gateway().connect()) {
      return client.call(tool, arguments).text();
    }
  }

  /** Runs a command in the container; quotes in it are single ones. */
  private String run(String command) throws Exception {
    return call("box__run", "{\"command\":\"" + command + "\"}");
  }

  /** Has the container ask its proxy; awk makes the ends of lines, since a command may have no backslashes. */
  private static String get(String host) {
    return "p=${HTTP_PROXY#http://}; busybox awk 'BEGIN { printf \\\"GET http://%s/ HTTP/1.0%c%c%c%c\\\", \\\""
        + host + "\\\", 13, 10, 13, 10 }' | busybox nc -w 5 ${p%:*} ${p#*:} | busybox dos2unix";
  }

  private HealthReport health(ServerId id) {
    return manager.health().current(ME, id);
  }

  private List<String> log(ServerId id) {
    return manager.logs().after(ME, id, LogFilter.ALL, 0, 1000).stream()
        .map(LogLine::text)
        .toList();
  }

  @Test
  void givenAServerOverHttp_whenStarted_thenItIsCalledAndCheckedAtItsAddress() throws Exception {
    HealthCheck get = check(HealthCheck.Kind.HTTP_GET);
    var answersGetsSo = new HealthCheck(
        get.kind(),
        get.interval(),
        get.timeout(),
        get.startPeriod(),
        1,
        1,
        null,
        405,
        get.whenUnhealthy(),
        99);
    ServerId id = running(served().withNetwork(ContainerNetwork.DEFAULT), answersGetsSo);

    assertThat(call("box__echo", "{\"text\":\"hello\"}")).isEqualTo("hello");
    await().atMost(LONG).untilAsserted(() -> assertThat(health(id).status())
        .isEqualTo(HealthStatus.HEALTHY));

    assertThat(networks()).hasSize(networksBefore.size() + 1);
    manager.servers().execute(ME, id, new ServerCommand.Stop());
    assertThat(networks()).hasSameSizeAs(networksBefore);
  }

  @Test
  void givenAServerOverHttpThatMayReachOneHost_whenItAsks_thenItReachesThatOneOnly()
      throws Exception {
    HttpServer target =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    target.createContext("/", exchange -> {
      byte[] body = "reached".getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    target.start();
    try {
      String host = "127.0.0.1:" + target.getAddress().getPort();
      ServerId id = running(
          served().withNetwork(ContainerNetwork.allowing(host)),
          check(HealthCheck.Kind.TCP_CONNECT));
      assertThat(run(get(host))).contains("200 OK").contains("reached");
      assertThat(run(get("example.org"))).contains("403 Forbidden");

      await().atMost(LONG).untilAsserted(() -> assertThat(log(id))
          .contains("egress refused: example.org:80 is not in network.allowedHosts"));
      await().atMost(LONG).untilAsserted(() -> assertThat(health(id).status())
          .isEqualTo(HealthStatus.HEALTHY));
      ContainerInfo info = manager
          .servers()
          .get(ME, id)
          .liveInstance()
          .flatMap(instance -> instance.asContainer())
          .orElseThrow();
      assertThat(info.notEnforced()).isEmpty();
    } finally {
      target.stop(0);
    }
  }

  @Test
  void givenACheckOfTheContainersOwn_whenItFails_thenTheServerIsUnhealthyUntilItPasses()
      throws Exception {
    var own = new ContainerHealth(
        List.of("sh", "-c", "test ! -e /tmp/ill || { echo feeling ill; exit 1; }"),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ZERO,
        1);
    ServerId id = running(
        ContainerLaunch.of(image).withHealth(own), check(HealthCheck.Kind.CONTAINER_HEALTH));
    await().atMost(LONG).untilAsserted(() -> assertThat(health(id).status())
        .isEqualTo(HealthStatus.HEALTHY));

    run("touch /tmp/ill");
    await().atMost(LONG).untilAsserted(() -> {
      assertThat(health(id).status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(health(id).lastError().orElse("")).contains("feeling ill");
    });

    run("rm /tmp/ill");
    await().atMost(LONG).untilAsserted(() -> assertThat(health(id).status())
        .isEqualTo(HealthStatus.HEALTHY));
  }

  @Test
  void givenAPortThatIsTaken_whenStarted_thenTheServersErrorNamesItAndNothingIsLeft()
      throws Exception {
    try (var taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ServerId id = create(
          ContainerLaunch.of(image)
              .withNetwork(ContainerNetwork.DEFAULT.withPorts(
                  List.of(PortBinding.loopback(80, taken.getLocalPort())))),
          HealthCheck.DEFAULT);

      CommandResult result = manager.servers().execute(ME, id, new ServerCommand.Start());

      assertThat(result.success()).isFalse();
      assertThat(result.message())
          .contains("network.ports[0]: port " + taken.getLocalPort() + " of 127.0.0.1");
      assertThat(networks()).hasSameSizeAs(networksBefore);
      assertThat(engine.containers(Ownership.SERVER + "=" + id.value())).isEmpty();
    }
  }
}
