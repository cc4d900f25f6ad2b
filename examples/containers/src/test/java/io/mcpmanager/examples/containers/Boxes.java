package io.mcpmanager.examples.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.CommandResult;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerCommand;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServerSettings;
import io.mcpmanager.api.server.ServerState;
import io.mcpmanager.api.server.ServerStatus;
import io.mcpmanager.docker.DockerRuntime;
import io.mcpmanager.testkit.engine.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A manager of one test, whose containers carry a label by which they are found at the engine. */
final class Boxes implements AutoCloseable {

  static final CallContext ME = CallContext.system("test");
  static final Duration LONG = Duration.ofSeconds(30);
  static final RestartPolicy QUICK = RestartPolicy.DEFAULT
      .withMaxRestarts(1000)
      .withDelays(Duration.ofMillis(100), Duration.ofMillis(500));
  private static final String LABEL = "mcp-manager-test-run";

  private final TestEngine engine;
  private final McpManager manager;
  private final String run = UUID.randomUUID().toString();

  private Boxes(TestEngine engine, DockerRuntime runtime) {
    this.engine = engine;
    this.manager = McpManager.builder().runtime(runtime).build().start();
  }

  /** With the engine everybody uses. */
  static Boxes open() {
    return new Boxes(TestEngine.standard(), DockerRuntime.builder().build());
  }

  /** With an engine that is reached at {@code host}. */
  static Boxes open(TestEngine engine, String host) {
    return new Boxes(engine, DockerRuntime.builder().host(host).build());
  }

  McpManager manager() {
    return manager;
  }

  TestEngine engine() {
    return engine;
  }

  /** Creates a server that is never started again by itself. */
  ServerId create(String name, ContainerLaunch launch) {
    return create(name, launch, RestartPolicy.NEVER);
  }

  ServerId create(String name, ContainerLaunch launch, RestartPolicy restart) {
    var settings =
        ServerSettings.DEFAULT.withTimeouts(LONG, Duration.ofSeconds(2), LONG).withRestart(restart);
    var definition = ServerDefinition.of(name, labelled(launch)).withSettings(settings);
    return manager.servers().create(ME, definition).id();
  }

  private ContainerLaunch labelled(ContainerLaunch launch) {
    Map<String, String> labels = new LinkedHashMap<>(launch.labels());
    labels.put(LABEL, run);
    return new ContainerLaunch(
        launch.image(),
        launch.entrypoint(),
        launch.arguments(),
        launch.environment(),
        launch.workingDirectory(),
        launch.endpoint(),
        launch.pull(),
        launch.mounts(),
        launch.network(),
        launch.limits(),
        launch.security(),
        launch.health(),
        labels,
        launch.service());
  }

  CommandResult execute(ServerId server, ServerCommand command) throws InterruptedException {
    return manager.servers().execute(ME, server, command);
  }

  /** Creates a server and starts it. */
  ServerId running(String name, ContainerLaunch launch, RestartPolicy restart)
      throws InterruptedException {
    ServerId id = create(name, launch, restart);
    CommandResult result = execute(id, new ServerCommand.Start());
    assertThat(result.success()).as(result.message()).isTrue();
    return id;
  }

  /** Starts a server that can't be started, and says why it could not. */
  Failure failureOf(ContainerLaunch launch) throws InterruptedException {
    ServerId id = create("box", launch);
    CommandResult result = execute(id, new ServerCommand.Start());
    assertThat(result.success()).as(result.message()).isFalse();
    return failureOf(id);
  }

  /** Why a server is in error, once it is. */
  Failure failureOf(ServerId server) {
    // one look, since it may be about to be started again
    ServerStatus status = await(server + " is in error")
        .pollInterval(Duration.ofMillis(5))
        .atMost(LONG)
        .until(() -> get(server).status(), ServerStatus.InError.class::isInstance);
    return ((ServerStatus.InError) status).failure();
  }

  void awaitState(ServerId server, ServerState state) {
    await(server + " is " + state).atMost(LONG).until(() -> get(server).state() == state);
  }

  Server get(ServerId server) {
    return manager.servers().get(ME, server);
  }

  InstanceInfo instance(ServerId server) {
    return get(server).liveInstance().orElseThrow();
  }

  ContainerInfo container(ServerId server) {
    return instance(server).asContainer().orElseThrow();
  }

  /** Calls a tool and returns its text. */
  String call(String tool, String arguments) throws InterruptedException {
    try (var client = manager.gateway().connect()) {
      return client.call(tool, arguments).text();
    }
  }

  /** Ids of the containers there are, running or not. */
  List<String> containers() throws IOException {
    return engine.containers(LABEL + "=" + run);
  }

  /** Ends everything; nothing may be left at the engine. */
  @Override
  public void close() throws IOException {
    try {
      manager.close();
      assertThat(containers()).as("containers").isEmpty();
    } finally {
      engine.remove(containers());
    }
  }
}
