package io.mcpmanager.docker.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.sun.net.httpserver.HttpServer;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.PortBinding;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.docker.egress.AddressRanges;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.testkit.Engines;
import io.mcpmanager.docker.testkit.RealClock;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import io.mcpmanager.testkit.engine.TestEngine;
import io.mcpmanager.testkit.engine.TestImages;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Networks of the engine of this machine. */
@Requires("docker")
@LeakFree
final class NetworksTest {

  private static final String TEST_LABEL = "mcp-manager-networks-test";
  private static final ServerId SERVER = ServerId.of("networked");

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final TestEngine real = TestEngine.standard();
  private final RealClock clock = new RealClock();
  private final Engine engine = new Engine(Engines.at(real.socket()), clock, () -> {});
  private final Networks networks =
      new Networks(engine::client, engine::address, () -> false, clock);
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final InstanceListener listener = (stream, line) -> logged.add(line);
  private final List<NetworkAttachment> attached = new ArrayList<>();
  private final AtomicInteger hits = new AtomicInteger();
  private int launches;
  private String image = "";
  private HttpServer target;

  @BeforeEach
  void start() throws Exception {
    image = TestImages.of(real).shellServer();
    engine.start();
    engine.require();
    target = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
    target.createContext("/", exchange -> {
      hits.incrementAndGet();
      byte[] body = ("reached " + exchange.getRequestURI()).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    target.start();
  }

  @AfterEach
  void stop() throws Exception {
    target.stop(0);
    real.remove(real.containers(TEST_LABEL + "=" + run));
    attached.forEach(NetworkAttachment::close);
    networks.removeLeftovers(run, token -> false);
    networks.close();
    List<String> left = real.networks(Ownership.MANAGER + "=" + run);
    engine.close();
    clock.close();
    assertThat(left).as("networks left behind").isEmpty();
  }

  private LaunchSpec spec(ContainerLaunch launch) {
    var mark = new LaunchMark(run, "token" + ++launches);
    return new LaunchSpec(SERVER, "networked", 1, mark, launch, Duration.ofSeconds(30), 65_536);
  }

  private ContainerLaunch launch(ContainerNetwork network) {
    return ContainerLaunch.of(image).withNetwork(network);
  }

  private NetworkAttachment prepare(ContainerLaunch launch) throws InterruptedException {
    NetworkAttachment attachment = networks.prepare(spec(launch), launch, listener);
    attached.add(attachment);
    return attachment;
  }

  /** A container that has been started with a script. */
  private String started(NetworkAttachment attachment, String script) {
    String id = created(attachment, script);
    engine.client().startContainerCmd(id).exec();
    return id;
  }

  private String created(NetworkAttachment attachment, String script) {
    HostConfig host = HostConfig.newHostConfig().withCapDrop(Capability.ALL);
    var labels = new HashMap<>(attachment.labels());
    labels.put(TEST_LABEL, run);
    CreateContainerCmd command = engine
        .client()
        .createContainerCmd(image)
        .withEntrypoint("/bin/busybox", "sh", "-c", script)
        .withEnv(attachment.environment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList())
        .withLabels(labels)
        .withHostConfig(host);
    attachment.applyTo(command, host);
    return command.exec().getId();
  }

  private InspectContainerResponse inspect(String id) {
    return engine.client().inspectContainerCmd(id).exec();
  }

  /** What a script writes that runs in a container tied so. */
  private String output(NetworkAttachment attachment, String script) throws Exception {
    String id = started(attachment, script);
    attachment.started(inspect(id));
    engine
        .client()
        .waitContainerCmd(id)
        .exec(new WaitContainerResultCallback())
        .awaitStatusCode(60, TimeUnit.SECONDS);
    var text = new StringBuffer();
    engine
        .client()
        .logContainerCmd(id)
        .withStdOut(true)
        .withStdErr(true)
        .exec(new ResultCallback.Adapter<Frame>() {
          @Override
          public void onNext(Frame frame) {
            text.append(new String(frame.getPayload(), UTF_8));
          }
        })
        .awaitCompletion(60, TimeUnit.SECONDS);
    engine.client().removeContainerCmd(id).withForce(true).exec();
    return text.toString();
  }

  /** The shell's words for sending something to the proxy; line ends are written as in printf. */
  private static String ask(String request) {
    return "P=${HTTP_PROXY#http://}; printf '" + request
        + "' | busybox nc -w 5 ${P%:*} ${P#*:} | busybox head -c 400; echo; ";
  }

  private String target() {
    return "127.0.0.1:" + target.getAddress().getPort();
  }

  @Test
  void givenAnAllowedHost_whenAskedThroughTheProxy_thenItIsReached() throws Exception {
    NetworkAttachment attachment = prepare(launch(ContainerNetwork.allowing(target())));

    String said = output(
        attachment,
        ask("GET http://" + target() + "/plain HTTP/1.1\\r\\nHost: " + target() + "\\r\\n\\r\\n")
            + ask(
                "CONNECT " + target()
                    + " HTTP/1.1\\r\\n\\r\\nGET /tunnel HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n"));

    assertThat(said).contains("reached /plain").contains("reached /tunnel");
    assertThat(attachment.notEnforced()).isEmpty();
    assertThat(attachment.environment())
        .containsKeys("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "NO_PROXY");
    assertThat(logged).noneMatch(line -> line.contains("refused"));
  }

  @Test
  void givenAnythingElse_whenAskedThroughTheProxy_thenItIsRefusedAndLogged() throws Exception {
    int port = target.getAddress().getPort();
    NetworkAttachment attachment = prepare(launch(new ContainerNetwork(
        ContainerNetwork.Mode.DEFAULT,
        null,
        List.of("allowed.example:" + port),
        List.of(),
        Map.of())));

    String said = output(
        attachment,
        ask("CONNECT " + target() + " HTTP/1.1\\r\\n\\r\\nGET / HTTP/1.1\\r\\n\\r\\n")
            + ask("CONNECT 127.1:" + port + " HTTP/1.1\\r\\n\\r\\n")
            + ask("CONNECT 2130706433:" + port + " HTTP/1.1\\r\\n\\r\\n")
            + ask("CONNECT [::ffff:127.0.0.1]:" + port + " HTTP/1.1\\r\\n\\r\\n")
            + ask("CONNECT localhost:" + port + " HTTP/1.1\\r\\n\\r\\n")
            + ask("GET http://allowed.example:" + port + "/ HTTP/1.1\\r\\nHost: " + target()
                + "\\r\\n\\r\\n")
            + ask("GET http://" + target() + "/ HTTP/1.1\\r\\nHost: allowed.example:" + port
                + "\\r\\n\\r\\n")
            + ask("GET http://allowed.example:" + port + "@" + target() + "/ HTTP/1.1\\r\\n\\r\\n")
            + ask("GET / HTTP/1.1\\r\\nHost: " + target() + "\\r\\n\\r\\n")
            + ask(
                "GET http://allowed.example:" + port + "/ HTTP/1.1\\nHost: " + target() + "\\n\\n")
            + ask("GET http://allowed.example:" + port + "/ HTTP/1.1\\r\\nX: a\\rHost: " + target()
                + "\\r\\n\\r\\n")
            + ask("CONNECT 169.254.169.254:80 HTTP/1.1\\r\\n\\r\\n"));

    assertThat(said.lines().filter(line -> line.startsWith("HTTP/1.1 ")))
        .hasSize(12)
        .allMatch(line -> line.startsWith("HTTP/1.1 403 ") || line.startsWith("HTTP/1.1 400 "));
    assertThat(said).doesNotContain("reached");
    assertThat(hits).hasValue(0);
    assertThat(logged)
        .contains(
            "egress refused: " + target() + " is not in network.allowedHosts",
            "egress refused: localhost:" + port + " is not in network.allowedHosts");
  }

  @Test
  void givenAnAllowList_whenGoingRoundTheProxy_thenNothingGetsOut() throws Exception {
    InetAddress outside = AddressRanges.literal(otherGateway());
    String other = outside.getHostAddress();
    NetworkAttachment attachment = prepare(launch(ContainerNetwork.allowing("allowed.example")));
    try (var tcp = new ServerSocket(0, 5, outside);
        var udp = new DatagramSocket(0, outside);
        var loopback = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      udp.setSoTimeout(200);
      String gateway = "${P%:*}";

      String said = output(
          attachment,
          "P=${HTTP_PROXY#http://}; "
              + "busybox nc -w 2 " + other + " " + tcp.getLocalPort()
              + " </dev/null && echo REACHED & "
              + "busybox nc -w 2 1.1.1.1 443 </dev/null && echo REACHED & "
              + "busybox nc -w 2 " + gateway + " " + loopback.getLocalPort()
              + " </dev/null && echo REACHED & "
              + "busybox nslookup allowed.example 2>&1 && echo RESOLVED & "
              + "busybox timeout 3 busybox nslookup -type=txt a.allowed.example " + other
              + " 2>&1 && echo RESOLVED & "
              + "busybox timeout 3 busybox nslookup allowed.example " + gateway
              + " 2>&1 && echo RESOLVED & "
              + "busybox timeout 3 busybox tftp -g -r x -l /tmp/x " + other + " "
              + udp.getLocalPort()
              + " 2>&1 & busybox ping -c 1 -W 2 " + other + " && echo REACHED & wait; "
              + "echo done");

      assertThat(said).contains("done\n").doesNotContain("REACHED").doesNotContain("RESOLVED");
      assertThatThrownBy(() -> udp.receive(new DatagramPacket(new byte[10], 10)))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** An address of this machine in another network of the engine. */
  private String otherGateway() {
    return engine
        .client()
        .inspectNetworkCmd()
        .withNetworkId("bridge")
        .exec()
        .getIpam()
        .getConfig()
        .getFirst()
        .getGateway();
  }

  @Test
  void givenTwoGuardedContainers_whenOneAsksTheOthersProxy_thenItIsNotServed() throws Exception {
    NetworkAttachment open = prepare(launch(ContainerNetwork.DEFAULT));
    NetworkAttachment guarded = prepare(launch(ContainerNetwork.allowing(target())));
    URI proxy = URI.create(guarded.environment().get("HTTP_PROXY"));

    String said = output(
        open,
        "export HTTP_PROXY=" + proxy + "; "
            + ask("GET http://" + target() + "/ HTTP/1.1\\r\\n\\r\\n") + "echo done");

    assertThat(said).endsWith("done\n").doesNotContain("reached");
    try (var socket = new Socket(proxy.getHost(), proxy.getPort())) {
      assertThat(readAll(socket)).isEmpty(); // nor is this machine itself
    }
    assertThat(hits).hasValue(0);
  }

  private static String readAll(Socket socket) {
    try {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void givenWhatListensEverywhere_whenAnAllowListIsUsed_thenTheLogSaysThatItIsNotCovered()
      throws Exception {
    try (var everywhere = new ServerSocket(0)) {
      prepare(launch(ContainerNetwork.allowing(target())));

      assertThat(logged)
          .anyMatch(line -> line.contains("does not cover")
              && line.contains(Integer.toString(everywhere.getLocalPort())));
    }
  }

  @Test
  void givenMightyCapabilities_whenAnAllowListIsUsed_thenThereIsNoNetworkAndItIsSaid()
      throws Exception {
    ContainerLaunch mighty = launch(ContainerNetwork.allowing(target()))
        .withSecurity(new ContainerSecurity(true, Map.of(), Set.of("NET_ADMIN"), true, null));

    NetworkAttachment attachment = prepare(mighty);

    assertThat(attachment.notEnforced()).containsExactly("network.allowedHosts");
    assertThat(logged).singleElement().asString().contains("NET_ADMIN").contains("no network");
    assertThat(output(attachment, "busybox ifconfig -a; echo \"[$HTTP_PROXY]\""))
        .doesNotContain("eth0")
        .contains("[]");
    assertThatThrownBy(() -> prepare(mighty.withEndpoint(new ContainerEndpoint(80, "/mcp"))))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("can't be enforced here");
  }

  @Test
  void givenAnEngineElsewhere_whenAnAllowListIsUsed_thenThereIsNoNetwork() throws Exception {
    try (var remote = new Networks(
        engine::client,
        () -> new EngineAddress.Tcp("engine.example", 2376, null),
        () -> false,
        clock)) {
      ContainerLaunch launch = launch(ContainerNetwork.allowing(target()));

      try (NetworkAttachment attachment = remote.prepare(spec(launch), launch, listener)) {
        assertThat(attachment.notEnforced()).containsExactly("network.allowedHosts");
      }
      ContainerLaunch served =
          launch(ContainerNetwork.DEFAULT).withEndpoint(new ContainerEndpoint(80, "/mcp"));
      assertThatThrownBy(() -> remote.prepare(spec(served), served, listener))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("network.ports must publish port 80");
    }
  }

  @Test
  void givenNoNetwork_whenRun_thenThereIsNone() throws Exception {
    assertThat(output(prepare(launch(ContainerNetwork.NONE)), "busybox ifconfig -a"))
        .doesNotContain("eth0");
  }

  @Test
  void givenTheDefaultNetwork_whenUsed_thenContainersServeThisMachineAndNotOneAnother()
      throws Exception {
    ContainerLaunch served =
        launch(ContainerNetwork.DEFAULT).withEndpoint(new ContainerEndpoint(8000, "/mcp"));
    NetworkAttachment one = prepare(served);
    NetworkAttachment other = prepare(launch(ContainerNetwork.DEFAULT));
    String id = started(one, "while true; do echo served | busybox nc -l -p 8000; done");
    URI endpoint = one.endpoint(inspect(id)).orElseThrow();

    assertThat(endpoint.toString()).matches("http://[0-9.]+:8000/mcp");
    await().untilAsserted(() -> {
      try (var socket = new Socket(endpoint.getHost(), 8000)) {
        socket.shutdownOutput();
        assertThat(readAll(socket)).isEqualTo("served\n");
      }
    });
    assertThat(output(
            other,
            "busybox nc -w 3 " + endpoint.getHost() + " 8000 </dev/null 2>/dev/null; echo done"))
        .endsWith("done\n")
        .doesNotContain("served");
    assertThat(real.networks(Ownership.MANAGER + "=" + run)).hasSize(1);

    real.remove(id);
    one.close();
    assertThat(real.networks(Ownership.MANAGER + "=" + run)).hasSize(1);
    other.close();
    other.close();
    assertThat(real.networks(Ownership.MANAGER + "=" + run)).isEmpty();
  }

  @Test
  void givenANamedNetwork_whenUsed_thenItIsThatOneAndItStays() throws Exception {
    String name = "mcp-manager-test-" + run;
    ContainerLaunch launch = launch(ContainerNetwork.named(name));
    assertThatThrownBy(() -> prepare(launch))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("there is no network " + name);
    assertThat(networks.check(launch)).extracting(Problem::field).containsExactly("network.name");
    assertThat(networks.check(launch(ContainerNetwork.named("host"))))
        .extracting(Problem::code)
        .containsExactly(Problem.Code.NOT_ALLOWED);

    String id = engine.client().createNetworkCmd().withName(name).exec().getId();
    try {
      assertThat(networks.check(launch)).isEmpty();
      NetworkAttachment attachment = prepare(launch);
      String container = started(attachment, "busybox sleep 60");
      assertThat(inspect(container).getNetworkSettings().getNetworks()).containsOnlyKeys(name);
      real.remove(container);
      attachment.close();
      assertThat(engine.client().inspectNetworkCmd().withNetworkId(id).exec().getName())
          .isEqualTo(name);
    } finally {
      engine.client().removeNetworkCmd(id).exec();
    }
  }

  @Test
  void givenPublishedPorts_whenOneIsTaken_thenTheErrorNamesIt() throws Exception {
    try (var taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ContainerLaunch launch = launch(ContainerNetwork.DEFAULT.withPorts(
          List.of(PortBinding.loopback(80, 0), PortBinding.loopback(81, taken.getLocalPort()))));
      NetworkAttachment attachment = prepare(launch);
      String id = created(attachment, "busybox sleep 60");

      assertThatThrownBy(() -> engine.client().startContainerCmd(id).exec())
          .isInstanceOfSatisfying(RuntimeException.class, thrown -> assertThat(
                  attachment.explain(thrown).orElseThrow())
              .hasMessageStartingWith(
                  "network.ports[1]: port " + taken.getLocalPort() + " of 127.0.0.1"));
    }
  }

  @Test
  void givenAPublishedEndpoint_whenTheContainersAddressLeadsNowhere_thenItIsReachedThere()
      throws Exception {
    ContainerLaunch served =
        launch(ContainerNetwork.DEFAULT).withEndpoint(new ContainerEndpoint(8000, "/mcp"));
    // as if the engine ran in a virtual machine: its networks are not seen here
    var tie = new NetworkTie(
        served,
        NetworkTie.Terms.plain("bridge", Published.withEndpoint(served), "127.0.0.1"),
        () -> {});
    String id = started(tie, "while true; do echo served | busybox nc -l -p 8000; done");
    URI endpoint = tie.endpoint(inspect(id)).orElseThrow();

    assertThat(endpoint.toString()).matches("http://127.0.0.1:[0-9]+/mcp");
    await().ignoreExceptions().untilAsserted(() -> {
      try (var socket = new Socket("127.0.0.1", endpoint.getPort())) {
        socket.shutdownOutput();
        assertThat(readAll(socket)).isEqualTo("served\n");
      }
    });
  }

  @Test
  void givenAGuardedContainerOfAnEarlierLife_whenAdopted_thenItsProxyIsBack() throws Exception {
    ContainerLaunch launch = launch(ContainerNetwork.allowing(target()));
    LaunchSpec spec = spec(launch);
    String id;
    try (var former = new Networks(engine::client, engine::address, () -> false, clock)) {
      NetworkAttachment attachment = former.prepare(spec, launch, listener);
      id = started(
          attachment,
          "while true; do "
              + ask("GET http://" + target() + "/again HTTP/1.1\\r\\nHost: " + target()
                  + "\\r\\n\\r\\n")
              + "busybox sleep 1; done");
      await().until(() -> hits.get() > 0);
      attachment.close(); // ends the proxy, and leaves the network since it is in use
    }
    String token = spec.mark().token();
    networks.removeLeftovers(run, token::equals);
    assertThat(real.networks(Ownership.MANAGER + "=" + run)).hasSize(1);
    int before = hits.get();

    NetworkAttachment adopted =
        networks.adopted(spec, launch, inspect(id), listener).orElseThrow();
    attached.add(adopted);

    await().atMost(Duration.ofSeconds(20)).until(() -> hits.get() > before);
    // and a second time it can't be had, since its port is taken
    assertThat(networks.adopted(spec, launch, inspect(id), listener)).isEmpty();
  }

  @Test
  void givenWhatAKilledManagerLeft_whenCleared_thenOnlyWhatLivesStays() throws Exception {
    ContainerLaunch guarded = launch(ContainerNetwork.allowing(target()));
    ContainerLaunch open = launch(ContainerNetwork.DEFAULT);
    try (var killed = new Networks(engine::client, engine::address, () -> false, clock)) {
      attached.add(killed.prepare(spec(guarded), guarded, listener));
      attached.add(killed.prepare(spec(open), open, listener));
      NetworkAttachment alive = prepare(guarded);
      assertThat(real.networks(Ownership.MANAGER + "=" + run)).hasSize(3);

      networks.removeLeftovers("somebody-else", token -> false);
      assertThat(real.networks(Ownership.MANAGER + "=" + run)).hasSize(3);

      networks.removeLeftovers(run, token -> false);
      assertThat(real.networks(Ownership.MANAGER + "=" + run)).hasSize(1);
      assertThat(output(alive, "busybox ifconfig")).contains("eth0");
    }
  }

  @Test
  void givenManyLaunchesAtOnce_whenTheyEnd_thenNoNetworkIsLeft() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < 12; i++) {
        ContainerLaunch launch =
            launch(i % 3 == 0 ? ContainerNetwork.allowing(target()) : ContainerNetwork.DEFAULT);
        LaunchSpec spec = spec(launch);
        all.add(threads.submit(() -> {
          for (int round = 0; round < 3; round++) {
            try (NetworkAttachment attachment = networks.prepare(spec, launch, listener)) {
              assertThat(attachment.notEnforced()).isEmpty();
            }
          }
          return null;
        }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }

    assertThat(real.networks(Ownership.MANAGER + "=" + run)).isEmpty();
  }

  @Test
  void givenAnInterruptedLaunch_whenItGivesUp_thenNoNetworkIsLeft() throws Exception {
    NetworkAttachment attachment = prepare(launch(ContainerNetwork.allowing(target())));

    Thread.currentThread().interrupt();
    attachment.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(real.networks(Ownership.MANAGER + "=" + run)).isEmpty();
  }
}
