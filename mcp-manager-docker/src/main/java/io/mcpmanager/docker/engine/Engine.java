package io.mcpmanager.docker.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.docker.stream.Attachment;
import io.mcpmanager.docker.transport.ConnectFaults;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.transport.EngineResponse;
import io.mcpmanager.docker.transport.EngineTransport;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container engine, and whether it is there. Owns everything that speaks with it: the client for commands, the streams
 * of containers, and the one stream of events, which is taken up again for as long as this is open. Thread-safe.
 */
public final class Engine implements AutoCloseable {

  /** The label that every container of every manager carries; its value is the manager's id. */
  public static final String MANAGER_LABEL = "io.mcpmanager.manager";

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration FIRST_LOOK = Duration.ofSeconds(15);
  private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,254}");
  private static final int MAX_REFUSAL = 8192;

  private final EngineTransport transport;
  private final DockerClient client;
  private final Watches watches = new Watches();
  private final EngineLink link;

  /**
   * An engine that is not looked for before {@link #start}.
   *
   * @param finder says where it is
   * @param available is told whenever it is there after it was not
   */
  public Engine(EngineFinder finder, ManagerClock clock, Runnable available) {
    transport = new EngineTransport(clock);
    client = DockerClientImpl.getInstance(new EngineClientConfig(), transport);
    link = new EngineLink(finder, transport, watches, clock, available);
  }

  /** Begins to look for the engine; returns at once. Called once. */
  public void start() {
    link.start();
  }

  /**
   * Gives commands to the engine; always the same object. While there is no engine its commands throw
   * {@link EngineException}. They may block, within their deadlines, and answer interruption by failing.
   */
  public DockerClient client() {
    return client;
  }

  /** Whether there is an engine to work with, as far as is known. */
  public EngineState state() {
    return link.state();
  }

  /** Whether it is Podman; no if it is not there. */
  public boolean podman() {
    return link.state() instanceof EngineState.Present present
        && present.version().podman();
  }

  /**
   * Where the engine is, or would be.
   *
   * @throws EngineException if what says so makes no sense
   */
  public EngineAddress address() {
    return link.address();
  }

  /**
   * Returns if there is an engine to work with. The first time this waits for that to be known.
   *
   * @throws LaunchException if there is none; says why, and what to do
   */
  public void require() throws InterruptedException {
    require(FIRST_LOOK);
  }

  /** The same, but waits for no more than this. */
  public void require(Duration atMost) throws InterruptedException {
    link.awaitFirstLook(atMost);
    switch (link.state()) {
      case EngineState.Present present -> {}
      case EngineState.Absent absent ->
        throw new LaunchException(
            absent.why().found() + ". " + absent.why().remedy(), absent.why());
      case EngineState.Unknown unknown ->
        throw new LaunchException(
            "the container engine at " + address() + " has not answered yet", null);
    }
  }

  /**
   * Tells somebody what happens to a container, until the answer is closed. To miss nothing, begin before it is started.
   *
   * @param containerId full id of the container, which carries {@link #MANAGER_LABEL}
   */
  public Watch watch(String containerId, ContainerWatcher watcher) {
    return watches.add(containerId, watcher);
  }

  /**
   * Attaches to a container's standard streams. To miss nothing, attach before it is started.
   *
   * @throws EngineException if the engine can't be reached, or refuses
   */
  public Attachment attach(String containerId) {
    if (!CONTAINER.matcher(containerId).matches()) {
      throw new IllegalArgumentException("containerId must be an id or a name");
    }
    Request request = Request.builder()
        .method(Request.Method.POST)
        .path("/containers/" + containerId + "/attach?stream=1&stdin=1&stdout=1&stderr=1")
        .putHeader("Upgrade", "tcp")
        .build();
    EngineResponse response = transport.execute(request);
    if (response.getStatusCode() == 200) {
      return new Attachment(response);
    }
    try (response) {
      String body = new String(response.getBody().readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
      throw new EngineException(
          EngineException.Fault.BROKEN,
          "the engine refused to attach to a container: " + EngineFaults.message(body),
          "See in the engine's log why.",
          null);
    } catch (IOException e) {
      throw ConnectFaults.of(e, address(), false);
    }
  }

  /** Sends requests to the engine, for those that docker-java has no command for. */
  public EngineTransport transport() {
    return transport;
  }

  /** Ends everything that goes on with the engine. Idempotent. */
  @Override
  public void close() {
    link.close();
    transport.close();
    LOG.debug("the container engine is no longer spoken to");
  }
}
