package io.mcpmanager.docker.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ResourceUsage;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServicePlacement;
import io.mcpmanager.docker.DockerRuntime;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.testkit.Engines;
import io.mcpmanager.docker.testkit.RealClock;
import io.mcpmanager.docker.transport.RawEngine;
import io.mcpmanager.docker.usage.StatsSampler;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.Leftover.Outcome;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;

/** A swarm of one node, on an engine of its own. Clusters take their time, so several tests wait for this one at once. */
@Requires({"docker", "dockerd", "busybox"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SwarmServicesIT {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final int PORT = 8080;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static SwarmEngine swarm;
  private static TestEngine real;
  private static String image;

  /** Services have it in their names, and their containers too. */
  private final String name = "s" + UUID.randomUUID().toString().substring(0, 8);

  private final String manager = UUID.randomUUID().toString();
  private final RealClock clock = new RealClock();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final InstanceListener listener = (stream, line) -> lines.add(stream + " " + line);
  private final List<Life> lives = new ArrayList<>();

  @BeforeAll
  static void startSwarm() throws Exception {
    swarm = SwarmEngine.start();
    real = swarm.engine();
    image = TestImages.of(real).shellServer();
  }

  @AfterAll
  static void endSwarm() throws Exception {
    if (swarm == null) {
      return;
    }
    try {
      assertThat(list("/services")).isEmpty();
      assertThat(list("/containers/json?all=1")).isEmpty();
      assertThat(list("/networks").findValuesAsText("Name"))
          .isSubsetOf("none", "host", "bridge", "ingress", "docker_gwbridge");
    } finally {
      swarm.close();
    }
  }

  @AfterEach
  void close() {
    lives.forEach(Life::close);
    clock.close();
    await().atMost(WAIT).untilAsserted(() -> {
      assertThat(services()).isEmpty();
      assertThat(list("/containers/json?all=1&" + ofThisTest())).isEmpty();
      for (Life life : lives) {
        assertThat(real.networks(Ownership.MANAGER + "=" + life.manager)).isEmpty();
      }
    });
  }

  @Test
  @Execution(CONCURRENT)
  void givenTwoReplicas_whenLaunched_thenBothAnswerAtTheLoopbackAndAreAsSafeAsAClusterCanMakeThem()
      throws Exception {
    Life life = new Life();
    ContainerLaunch launch = server(2);

    Instance instance = life.launch(launch);

    assertThat(status(instance.endpoint().orElseThrow())).isEqualTo(405);
    assertThat(instance.endpoint().orElseThrow().getHost()).isEqualTo("127.0.0.1");
    await().atMost(WAIT).until(() -> containers().size() == 2);
    for (String container : containers()) {
      JsonNode host = JSON.readTree(real.inspect(container)).path("HostConfig");
      assertThat(host.path("CapDrop").path(0).asText()).isEqualTo("ALL");
      assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
      assertThat(host.path("PidsLimit").asInt()).isEqualTo(launch.limits().processes());
      assertThat(host.path("Memory").asLong()).isEqualTo(launch.limits().memoryBytes());
      assertThat(host.path("NanoCpus").asLong()).isEqualTo(500_000_000);
      assertThat(host.path("Privileged").asBoolean()).isFalse();
    }
    ContainerInfo info = instance.container().orElseThrow();
    assertThat(info.imageId()).startsWith("sha256:");
    assertThat(info.notEnforced()).isSubsetOf("security.noNewPrivileges");
    await().atMost(WAIT).untilAsserted(() -> assertThat(
            instance.health().orElseThrow().text())
        .isEqualTo("2 of 2 replicas run"));
    await().atMost(WAIT).until(() -> instance.usage().isPresent());
    ResourceUsage usage = instance.usage().orElseThrow();
    assertThat(usage.processes()).isGreaterThanOrEqualTo(2);
    assertThat(usage.memory().orElseThrow()).isPositive();
    await()
        .atMost(WAIT)
        .until(() -> lines.stream()
                .filter(line -> line.equals("STDERR the shell server begins"))
                .count()
            == 2);
  }

  @Test
  @Execution(CONCURRENT)
  void givenRunningService_whenStopped_thenNothingIsLeftWhenThatReturns() throws Exception {
    Instance instance = new Life().launch(server(2));

    instance.stop(GRACE);

    assertThat(instance.exit()).isCompletedWithValueMatching(ExitStatus::requested);
    assertThat(services()).isEmpty();
    assertThat(containers()).isEmpty();
  }

  @Test
  @Execution(CONCURRENT)
  void givenTaskThatExitsAtOnce_whenLaunched_thenTheFailureTellsItsStatusAndItsLastLines()
      throws Exception {
    Life life = new Life();

    assertThatThrownBy(() -> life.launch(service(1, "exits", "3")))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("(3)");

    assertThat(lines).contains("STDERR cannot open the database");
  }

  @Test
  @Execution(CONCURRENT)
  void givenImageThatNobodyHas_whenLaunched_thenTheFailureNamesIt() throws Exception {
    Life life = new Life();
    ContainerLaunch launch = http(ContainerLaunch.of("127.0.0.1:1/absent:1"), 1, List.of());

    assertThatThrownBy(() -> life.launch(launch))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("No such image: 127.0.0.1:1/absent:1");
  }

  @Test
  @Execution(CONCURRENT)
  void givenConstraintThatNoNodeMeets_whenLaunched_thenItFailsBeforeItsTimeIsUp() throws Exception {
    Life life = new Life();
    ContainerLaunch launch =
        http(ContainerLaunch.of(image, "http", "8080"), 1, List.of("node.labels.zone==nowhere"));

    assertThatThrownBy(() -> life.launch(launch))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("no suitable node");
  }

  /** The longest, hence the first. */
  @Test
  @Execution(CONCURRENT)
  @Order(1)
  void givenServerThatDoesNotListen_whenItsTimeIsUp_thenTheFailureSaysSo() throws Exception {
    Life life = new Life();
    life.startTimeout = Duration.ofSeconds(25);

    assertThatThrownBy(() -> life.launch(service(1, "http", "9999")))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("nothing listens at port 8080");
  }

  @Test
  @Execution(CONCURRENT)
  void givenSingleReplica_whenItIsKilledOutside_thenTheInstanceEndsWithinSecondsAndNothingIsLeft()
      throws Exception {
    Instance instance = new Life().launch(server(1));

    real.kill(containers().getFirst(), "KILL");

    ExitStatus exit = instance.exit().get(60, TimeUnit.SECONDS);
    assertThat(exit.exitCode()).hasValue(137);
    assertThat(exit.requested()).isFalse();
    assertThat(exit.description()).contains("the service's task failed");
    assertThat(lines)
        .anyMatch(line -> line.startsWith("MANAGER replica 1 of the service has failed"));
    assertThat(services()).isEmpty();
  }

  @Test
  @Execution(CONCURRENT)
  void givenTwoReplicas_whenOneIsKilledOutside_thenTheInstanceGoesOnAndTheClusterReplacesIt()
      throws Exception {
    Instance instance = new Life().launch(server(2));
    await().atMost(WAIT).until(() -> containers().size() == 2);
    List<String> before = containers();

    real.kill(before.getFirst(), "KILL");

    await().atMost(WAIT).until(() -> lines.stream().anyMatch(line -> line.contains("has failed")));
    await().atMost(WAIT).untilAsserted(() -> {
      assertThat(instance.health().orElseThrow().text()).isEqualTo("2 of 2 replicas run");
      assertThat(containers()).anyMatch(container -> !before.contains(container));
    });
    assertThat(instance.isAlive()).isTrue();
  }

  @Test
  @Execution(CONCURRENT)
  void givenRunningService_whenSomebodyElseRemovesIt_thenTheInstanceEndsAndSaysSo()
      throws Exception {
    Instance instance = new Life().launch(server(1));

    TestEngine.Answer ignored =
        real.send("DELETE", "/services/" + instance.container().orElseThrow().id());

    ExitStatus exit = instance.exit().get(60, TimeUnit.SECONDS);
    assertThat(exit.description()).isEqualTo("the service was removed by somebody else");
  }

  @Test
  @Execution(CONCURRENT)
  void givenServiceOfAnEarlierLife_whenRecoveredAndLaunchedAgain_thenItIsTakenOver()
      throws Exception {
    Life earlier = new Life();
    Instance before = earlier.launch(server(2));
    earlier.abandon();
    List<String> containers = containers();

    Life later = new Life(earlier.token);
    List<Leftover> leftovers = later.services.recover(manager, List.of(), server -> true);
    Instance after = later.launch(server(2));

    assertThat(leftovers)
        .containsExactly(new Leftover(earlier.token, later.server, 0, Outcome.ADOPTED));
    assertThat(after.adopted()).isTrue();
    assertThat(after.container().orElseThrow().id())
        .isEqualTo(before.container().orElseThrow().id());
    assertThat(containers()).containsExactlyInAnyOrderElementsOf(containers);
    assertThat(status(after.endpoint().orElseThrow())).isEqualTo(405);
  }

  @Test
  @Execution(CONCURRENT)
  void givenServiceOfAnEarlierLife_whenItsDefinitionHasChanged_thenItIsMadeAfresh()
      throws Exception {
    Life earlier = new Life();
    Instance before = earlier.launch(server(1));
    earlier.abandon();

    Life later = new Life(earlier.token);
    List<Leftover> leftovers = later.services.recover(manager, List.of(), server -> true);
    Instance after = later.launch(server(2));

    assertThat(leftovers).hasSize(1);
    assertThat(after.adopted()).isFalse();
    assertThat(services()).hasSize(1);
    assertThat(after.container().orElseThrow().id())
        .isNotEqualTo(before.container().orElseThrow().id());
  }

  @Test
  @Execution(CONCURRENT)
  void givenServicesThatAreNotWantedOrOfOthers_whenRecovered_thenOnlyOurOwnEnd() throws Exception {
    Life earlier = new Life();
    Instance unwanted = earlier.launch(server(1));
    earlier.abandon();
    Life stranger = new Life();
    stranger.manager = UUID.randomUUID().toString();
    Instance foreign = stranger.launch(server(1));

    Life later = new Life();
    List<Leftover> leftovers = later.services.recover(manager, List.of(), server -> false);

    assertThat(leftovers).singleElement().satisfies(leftover -> {
      assertThat(leftover.token()).isEqualTo(earlier.token);
      // on a machine that is busy it may take its time
      assertThat(leftover.outcome()).isIn(Outcome.ENDED, Outcome.ALIVE);
    });
    assertThat(services().findValuesAsText("ID"))
        .contains(foreign.container().orElseThrow().id())
        .doesNotContain(unwanted.container().orElseThrow().id());
    assertThat(foreign.isAlive()).isTrue();
  }

  @Test
  @Execution(CONCURRENT)
  void givenRunningService_whenOneMoreInstanceIsLaunched_thenItIsASessionWithAnotherReplica()
      throws Exception {
    Life life = new Life();
    Instance instance = life.launch(server(2));
    await().atMost(WAIT).untilAsserted(() -> {
      Instance session = life.launchFurther(server(2));
      URI address = session.endpoint().orElseThrow();
      session.stop(GRACE);
      assertThat(address).isNotEqualTo(instance.endpoint().orElseThrow());
    });

    Instance session = life.launchFurther(server(2));

    assertThat(services()).hasSize(1);
    instance.stop(GRACE);
    assertThat(session.exit()).isDone();
  }

  @Test
  @Execution(CONCURRENT)
  void givenEngineOutsideOfAnySwarm_whenCheckedOrLaunched_thenTheServiceIsTheProblem()
      throws Exception {
    var life = new Life(TestEngine.standard());

    assertThat(life.services.check(server(1))).singleElement().satisfies(problem -> {
      assertThat(problem.field()).isEqualTo("service");
      assertThat(problem.code()).isEqualTo(Problem.Code.UNSUPPORTED);
      assertThat(problem.message()).contains("no manager of a swarm");
    });
    assertThatThrownBy(() -> life.launch(server(1)))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("no manager of a swarm");
    assertThat(life.services.recover(manager, List.of(), server -> true)).isEmpty();
  }

  @Test
  @Execution(CONCURRENT)
  void givenWholeManager_whenAServerIsAService_thenItIsCalledLikeAnyOtherAndNothingIsLeft()
      throws Exception {
    var me = CallContext.system("test");
    var docker = DockerRuntime.builder().host("unix://" + real.socket()).build();
    try (McpManager whole = McpManager.builder().runtime(docker).build().start()) {
      Server server = whole.servers().create(me, ServerDefinition.of(name, server(2)));
      CommandResult started = whole.servers().execute(me, server.id(), new ServerCommand.Start());
      assertThat(started.success()).as(started.message()).isTrue();

      try (GatewayClient client = whole.gateway().connect()) {
        assertThat(client.call(name + "__echo", "{\"text\":\"hello\"}").text()).isEqualTo("hello");
      }

      Server running = whole.servers().get(me, server.id());
      assertThat(running.liveInstance().orElseThrow().asContainer()).isPresent();
      CommandResult stopped = whole.servers().execute(me, server.id(), new ServerCommand.Stop());
      assertThat(stopped.success()).as(stopped.message()).isTrue();
      assertThat(services()).isEmpty();
    }
  }

  private static ContainerLaunch server(int replicas) {
    return service(replicas, "http", "8080");
  }

  private static ContainerLaunch service(int replicas, String... arguments) {
    return http(ContainerLaunch.of(image, arguments), replicas, List.of());
  }

  private static ContainerLaunch http(
      ContainerLaunch launch, int replicas, List<String> constraints) {
    return launch
        .withNetwork(ContainerNetwork.DEFAULT)
        .withEndpoint(new ContainerEndpoint(PORT, "/cgi-bin/mcp"))
        .withLimits(new ContainerLimits(64L << 20, 0.5, 32))
        .withService(new ServicePlacement(replicas, constraints));
  }

  private JsonNode services() throws IOException {
    return list("/services?" + ofThisTest());
  }

  /** Those that run. */
  private List<String> containers() throws IOException {
    return list("/containers/json?" + ofThisTest()).findValuesAsText("Id");
  }

  private String ofThisTest() {
    return "filters=" + URLEncoder.encode("{\"name\":[\"mcp-" + name + "\"]}", UTF_8);
  }

  private static JsonNode list(String path) throws IOException {
    return JSON.readTree(real.send("GET", path).body());
  }

  private static int status(URI address) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  /** One life of a manager. */
  private final class Life implements AutoCloseable {

    private final Engine engine;
    private final StatsSampler usage;
    private final SwarmServices services;
    private final String token;
    private final ServerId server = ServerId.of("swarmed");
    private String manager = SwarmServicesIT.this.manager;
    private Duration startTimeout = Duration.ofSeconds(60);

    Life() throws InterruptedException {
      this(UUID.randomUUID().toString());
    }

    Life(String token) throws InterruptedException {
      this(real, token);
    }

    Life(TestEngine at) throws InterruptedException {
      this(at, UUID.randomUUID().toString());
    }

    private Life(TestEngine at, String token) throws InterruptedException {
      this.token = token;
      engine = new Engine(Engines.at(at.socket()), clock, () -> {});
      engine.start();
      engine.require();
      var raw = new RawEngine(engine.transport());
      usage = new StatsSampler(raw::stats, clock);
      services = new SwarmServices(
          raw, engine::address, new FakeContext(clock), usage, launch -> Optional.empty());
      lives.add(this);
    }

    Instance launch(ContainerLaunch launch) throws InterruptedException {
      return services.launch(spec(token, launch), launch, listener);
    }

    Instance launchFurther(ContainerLaunch launch) throws InterruptedException {
      return services.launch(spec(UUID.randomUUID().toString(), launch), launch, listener);
    }

    private LaunchSpec spec(String token, ContainerLaunch launch) {
      return new LaunchSpec(
          server, name, 1, new LaunchMark(manager, token), launch, startTimeout, 8192);
    }

    /** From now on it can't reach the engine, as if it had been killed. */
    void abandon() {
      engine.close();
    }

    @Override
    public void close() {
      services.close();
      usage.close();
      engine.close();
    }
  }
}
