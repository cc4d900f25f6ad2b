package io.mcpmanager.docker.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ContainerInfo;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.engine.EngineLimits;
import io.mcpmanager.docker.image.ImageName;
import io.mcpmanager.docker.network.NetworkAttachment;
import io.mcpmanager.docker.network.Networking;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.stream.Attachment;
import io.mcpmanager.docker.stream.HeldOutput;
import io.mcpmanager.docker.stream.InputFeed;
import io.mcpmanager.docker.stream.LineCutter;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.usage.UsageSource;
import io.mcpmanager.spi.Channels;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes instances of containers: of new ones, and of those that an earlier life of the manager has left running. */
public final class ContainerLauncher {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerLauncher.class);
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  /** Where an instance comes from. */
  private enum Origin {
    LAUNCHED,
    ADOPTED
  }

  /** One launch with all that belongs to it. */
  private record Order(
      LaunchSpec spec,
      ContainerLaunch launch,
      Ownership owner,
      NetworkAttachment network,
      InstanceListener listener) {}

  private final Engine engine;
  private final Networking networking;
  private final UsageSource usage;
  private final EngineLimits limits;
  private final MountSources sources;
  private final Unremoved unremoved;
  private final Channels channels;
  private final ExecutorService threads;
  private final Consumer<String> gone;

  /**
   * Makes instances.
   *
   * @param threads starts a virtual thread per task
   * @param gone is told the token of every instance that has ended
   */
  public ContainerLauncher(
      Engine engine,
      Networking networking,
      UsageSource usage,
      EngineLimits limits,
      Unremoved unremoved,
      Channels channels,
      ExecutorService threads,
      Consumer<String> gone) {
    this.engine = engine;
    this.networking = networking;
    this.usage = usage;
    this.limits = limits;
    this.sources = new MountSources(engine);
    this.unremoved = unremoved;
    this.channels = channels;
    this.threads = threads;
    this.gone = gone;
  }

  /**
   * Launches a new container. Not to be interrupted: what the engine was asked for half must be seen to its end.
   *
   * @throws LaunchException if it could not be started; then nothing is left behind, or it is noted
   */
  public ContainerInstance launch(
      LaunchSpec spec, ContainerLaunch launch, InstanceListener listener)
      throws InterruptedException {
    Ownership owner = Ownership.of(spec, launch);
    NetworkAttachment network = networking.prepare(spec, launch, listener);
    var order = new Order(spec, launch, owner, network, listener);
    ContainerHandle container = null;
    ContainerInstance instance = null;
    boolean launched = false;
    try {
      InspectImageResponse image = image(launch.image(), launch);
      container = create(order, image);
      instance = attached(container, order);
      start(container, order);
      InspectContainerResponse running = inspect(container, launch);
      network.started(running);
      begin(instance, order, running, image, Origin.LAUNCHED);
      launched = true;
      return instance;
    } finally {
      if (!launched) {
        discard(container, instance);
        network.close();
      }
    }
  }

  /**
   * Takes over a container that runs.
   *
   * @param id of the container
   * @param owner what its labels say
   * @return empty if it can't be taken over; then it has been left as it was
   */
  Optional<ContainerInstance> adopt(
      String id,
      Ownership owner,
      LaunchSpec spec,
      ContainerLaunch launch,
      InstanceListener listener)
      throws InterruptedException {
    var container = new ContainerHandle(engine.client(), id, owner, unremoved);
    NetworkAttachment network = null;
    boolean adopted = false;
    try {
      Optional<InspectContainerResponse> running = container
          .inspect()
          .filter(found -> Boolean.TRUE.equals(found.getState().getRunning()));
      if (running.isPresent()) {
        network = networking.adopted(spec, launch, running.get(), listener).orElse(null);
      }
      if (network == null) {
        return Optional.empty();
      }
      InspectImageResponse image = image(running.get().getImageId(), launch);
      var order = new Order(spec, launch, owner, network, listener);
      ContainerInstance instance = attached(container, order);
      begin(instance, order, running.get(), image, Origin.ADOPTED);
      adopted = true;
      return Optional.of(instance);
    } finally {
      if (!adopted) {
        container.close();
        if (network != null) {
          network.close();
        }
      }
    }
  }

  private InspectImageResponse image(String image, ContainerLaunch launch) {
    try {
      return engine.client().inspectImageCmd(image).exec();
    } catch (NotFoundException e) {
      throw new LaunchException(LaunchFaults.absent(launch), e);
    } catch (RuntimeException e) {
      throw LaunchFaults.explain(e, launch, "created");
    }
  }

  private ContainerHandle create(Order order, InspectImageResponse image) {
    DockerClient client = engine.client();
    ContainerLaunch launch = order.launch();
    requireSources(launch);
    try {
      CreateContainerCmd command = client.createContainerCmd(launch.image());
      new ContainerSpec(launch, order.owner(), order.spec().serverName(), limits.kept())
          .applyTo(command, image, order.network());
      CreateContainerResponse created = command.exec();
      for (String warning : warnings(created)) {
        order.listener().onLine(LogStream.MANAGER, "the container engine warns: " + warning);
      }
      return new ContainerHandle(client, created.getId(), order.owner(), unremoved);
    } catch (RuntimeException e) {
      if (EngineFaults.status(e).isEmpty()) {
        removeHalfMade(order.owner());
      }
      throw explain(e, order, "created");
    }
  }

  /** Podman makes a folder where a source is missing, instead of refusing. */
  private void requireSources(ContainerLaunch launch) {
    if (!engine.podman()) {
      return;
    }
    for (int i : sources.missing(launch)) {
      throw new LaunchException(
          "the mount's source " + launch.mounts().get(i).source()
              + " does not exist on the engine's machine",
          null);
    }
  }

  /** The connection broke, so that it is not known whether there is a container now. */
  private void removeHalfMade(Ownership owner) {
    unremoved.add(owner);
    try {
      boolean ignored = removeAll(owner);
    } catch (RuntimeException e) {
      // it stays noted, and is removed before the next launch
      LOG.atDebug().setCause(e).log("what a launch may have left could not be looked for");
    }
  }

  private static InspectContainerResponse inspect(
      ContainerHandle container, ContainerLaunch launch) {
    try {
      return container
          .inspect()
          .orElseThrow(() -> new LaunchException("the container was removed as it started", null));
    } catch (LaunchException e) {
      throw e;
    } catch (RuntimeException e) {
      throw LaunchFaults.explain(e, launch, "started");
    }
  }

  private static List<String> warnings(CreateContainerResponse created) {
    String[] warnings = created.getWarnings();
    return warnings == null ? List.of() : List.of(warnings);
  }

  private static void start(ContainerHandle container, Order order) {
    try {
      container.start();
    } catch (RuntimeException e) {
      throw explain(e, order, "started");
    }
  }

  private static LaunchException explain(RuntimeException thrown, Order order, String deed) {
    return thrown instanceof LaunchException known
        ? known
        : order
            .network()
            .explain(thrown)
            .orElseGet(() -> LaunchFaults.explain(thrown, order.launch(), deed));
  }

  /** Ties the manager to a container, before it is started, so that nothing it writes or does is missed. */
  private ContainerInstance attached(ContainerHandle container, Order order) {
    try {
      Attachment attachment = engine.attach(container.id());
      container.holds(attachment);
      LineCutter errors = errors(order);
      var output = new HeldOutput(attachment.output(errors::take));
      var ignored = output.ended().thenRun(errors::end);
      String token = container.owner().token();
      var instance = new ContainerInstance(
          new ContainerHoldings(
              container, order.network(), output, new InputFeed(attachment.input())),
          new ContainerEnd(order.launch().limits().memoryBytes()),
          usage,
          order.listener(),
          threads,
          () -> gone.accept(token));
      container.holds(engine.watch(container.id(), instance));
      if (order.launch().httpEndpoint().isPresent()) {
        LineCutter log = lines(order, LogStream.STDOUT);
        threads.execute(() -> output.drainInto(log));
      }
      return instance;
    } catch (EngineException e) {
      // Podman makes a container ready to run as somebody attaches to it
      throw explain(e, order, "started");
    }
  }

  /** Podman's first process does not say which command it is that can't be run. */
  private static LineCutter errors(Order order) {
    return new LineCutter(order.spec().maxLogLineBytes(), line -> order
        .listener()
        .onLine(LogStream.STDERR, LaunchFaults.named(line, order.launch())));
  }

  private static LineCutter lines(Order order, LogStream stream) {
    return new LineCutter(
        order.spec().maxLogLineBytes(), line -> order.listener().onLine(stream, line));
  }

  private void begin(
      ContainerInstance instance,
      Order order,
      InspectContainerResponse running,
      InspectImageResponse image,
      Origin origin)
      throws InterruptedException {
    instance.inspected(running);
    ContainerInfo info = info(order, running, image, origin);
    if (order.launch().httpEndpoint().isEmpty()) {
      instance.begin(stdio(instance.holdings(), order), info, null);
      return;
    }
    Optional<URI> endpoint = order.network().endpoint(running);
    if (endpoint.isEmpty()) {
      throw unreachable(instance);
    }
    instance.begin(channels.http(endpoint.get()), info, endpoint.get());
  }

  private MessageChannel stdio(ContainerHoldings holdings, Order order) {
    String name = order.spec().serverName();
    holdings.input().start(name + "-feed");
    return channels.stdio(name, holdings.output(), holdings.input(), order.listener());
  }

  /** Mostly a container has no address because it has ended already. */
  private static LaunchException unreachable(ContainerInstance instance)
      throws InterruptedException {
    return new LaunchException(
        instance.ended(AT_ONCE)
            ? "the container ended at once: " + instance.exit().join().description()
            : "the container has no address at which it could be reached",
        null);
  }

  private ContainerInfo info(
      Order order, InspectContainerResponse running, InspectImageResponse image, Origin origin) {
    String name = order.launch().image();
    var notEnforced = new ArrayList<>(limits.kept().notEnforced());
    notEnforced.addAll(order.network().notEnforced());
    return new ContainerInfo(
        running.getId(),
        running.getName().replaceFirst("^/", ""),
        name,
        running.getImageId(),
        digest(image.getRepoDigests(), name),
        origin == Origin.ADOPTED,
        notEnforced);
  }

  /** The digest under which the image's own registry has it, if it was fetched from there. */
  private static @Nullable String digest(@Nullable List<String> digests, String image) {
    ImageName name = ImageName.parse(image);
    return Optional.ofNullable(digests).orElse(List.of()).stream()
        .map(name::digestIn)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  /** Removes what a launch that failed has made. */
  private static void discard(
      @Nullable ContainerHandle container, @Nullable ContainerInstance instance) {
    if (instance != null) {
      instance.abandon();
    }
    if (container != null) {
      container.remove();
      container.close();
    }
  }

  /**
   * Removes whatever is at the engine of a launch.
   *
   * @throws RuntimeException if the engine can't be asked
   * @return whether nothing is left
   */
  public boolean removeAll(Ownership owner) {
    boolean all = true;
    var found = engine
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Ownership.MANAGER, owner.manager(), Ownership.TOKEN, owner.token()))
        .exec();
    for (var container : found) {
      all &= new ContainerHandle(engine.client(), container.getId(), owner, unremoved).remove();
    }
    if (all) {
      unremoved.removed(owner);
    }
    return all;
  }
}
