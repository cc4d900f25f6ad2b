package io.mcpmanager.docker.swarm;

import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.OutsideView;
import java.net.URI;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of a service as they were seen last, and which of them can be spoken to. One thread writes, many read.
 */
final class ReplicaSet {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaSet.class);
  private static final int KILLED = 137;
  private static final int MEBIBYTE_BITS = 20;

  private final ServiceContext context;
  private final ServiceIdentity service;
  private final Consumer<Replica> usable;
  private final Map<String, Replica> replicas = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> bound = new ConcurrentHashMap<>();
  private final Set<String> probed = ConcurrentHashMap.newKeySet();
  private final Set<String> reported = new HashSet<>();
  private volatile List<ServiceTask> tasks = List.of();

  /**
   * A set without tasks.
   *
   * @param usable is told of each replica that can be spoken to
   */
  ReplicaSet(ServiceContext context, ServiceIdentity service, Consumer<Replica> usable) {
    this.context = context;
    this.service = service;
    this.usable = usable;
  }

  /** The tasks as they are now. */
  void take(List<ServiceTask> now) {
    tasks = List.copyOf(now);
    Set<String> running =
        now.stream().filter(ServiceTask::runs).map(ServiceTask::id).collect(Collectors.toSet());
    replicas.keySet().retainAll(running);
    bound.keySet().retainAll(running);
    now.stream()
        .filter(ServiceTask::runs)
        .filter(task -> !replicas.containsKey(task.id()))
        .forEach(this::probe);
    now.stream().filter(ServiceTask::failed).forEach(this::report);
    Set<String> known = now.stream().map(ServiceTask::id).collect(Collectors.toSet());
    reported.retainAll(known);
  }

  /** Finds out whether it listens, beside the thread that looks at all services. */
  private void probe(ServiceTask task) {
    Optional<Replica> replica = replica(task);
    if (replica.isEmpty() || !probed.add(task.id())) {
      return;
    }
    try {
      context.threads().execute(() -> {
        try {
          if (replica.get().listens()) {
            replicas.put(task.id(), replica.get());
            usable.accept(replica.get());
          }
        } finally {
          probed.remove(task.id());
        }
      });
    } catch (RejectedExecutionException closing) {
      LOG.atDebug().setCause(closing).log("a replica is not looked at any more");
    }
  }

  private Optional<Replica> replica(ServiceTask task) {
    Optional<Integer> port = task.portOf(service.endpoint().port());
    Optional<String> host = port.isEmpty() ? Optional.empty() : context.nodes().hostOf(task.node());
    return host.map(name -> new Replica(
        task.id(),
        URI.create("http://" + (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port.get()
            + service.endpoint().path())));
  }

  private void report(ServiceTask task) {
    if (reported.add(task.id())) {
      service
          .listener()
          .onLine(
              LogStream.MANAGER,
              "replica " + task.slot() + " of the service has failed: " + why(task));
    }
  }

  /** Those that can be spoken to. */
  List<Replica> usable() {
    return List.copyOf(replicas.values());
  }

  /** The one with which the fewest sessions are held. */
  Optional<Replica> leastBound() {
    return replicas.values().stream().min(Comparator.comparingInt(this::sessions));
  }

  private int sessions(Replica replica) {
    AtomicInteger count = bound.get(replica.task());
    return count == null ? 0 : count.get();
  }

  /** One more session is held with a replica. */
  void bind(Replica replica) {
    bound.computeIfAbsent(replica.task(), id -> new AtomicInteger()).incrementAndGet();
  }

  /** One less. */
  void unbind(Replica replica) {
    AtomicInteger count = bound.get(replica.task());
    if (count != null) {
      count.decrementAndGet();
    }
  }

  /** Containers of this engine that run for the service. */
  Set<String> containersHere() {
    return running()
        .filter(task -> context.nodes().isOwn(task.node()) && !task.container().isEmpty())
        .map(ServiceTask::container)
        .collect(Collectors.toSet());
  }

  /** Whether all that run do so on this engine. */
  boolean areAllHere() {
    return running().allMatch(task -> context.nodes().isOwn(task.node()));
  }

  boolean noneRuns() {
    return running().findAny().isEmpty();
  }

  private Stream<ServiceTask> running() {
    return tasks.stream().filter(ServiceTask::runs);
  }

  /** Why the service can't come up, once every replica has failed. */
  Optional<String> startFailure() {
    long failed = tasks.stream()
        .filter(ServiceTask::failed)
        .map(ServiceTask::slot)
        .distinct()
        .count();
    return failed < service.wanted() || !noneRuns()
        ? Optional.empty()
        : lastFailure().map(this::describe);
  }

  /** Why no replica has found a node, if that is so. */
  Optional<String> waitingFor() {
    boolean all = !tasks.isEmpty()
        && tasks.stream().allMatch(task -> task.stage() == ServiceTask.Stage.WAITING);
    return all
        ? tasks.stream()
            .map(ServiceTask::error)
            .filter(error -> !error.isEmpty())
            .findFirst()
        : Optional.empty();
  }

  /** What is missing for it to be ready. */
  String whyNotReady() {
    if (!noneRuns()) {
      return "the service's tasks run, but nothing listens at port "
          + service.endpoint().port();
    }
    return lastFailure().map(this::describe).orElse("no task of the service came up in time");
  }

  private Optional<ServiceTask> lastFailure() {
    return tasks.stream().filter(ServiceTask::failed).max(Comparator.comparing(ServiceTask::since));
  }

  private String describe(ServiceTask task) {
    return service.wanted() == 1
        ? "the service's task failed: " + why(task)
        : "no replica of the service runs; the last one failed: " + why(task);
  }

  private String why(ServiceTask task) {
    Integer code = task.exitCode();
    if (code != null && code == KILLED && ranOutOfMemory(task)) {
      return "it ran out of memory; the limit is " + (service.memoryBytes() >> MEBIBYTE_BITS)
          + " MiB";
    }
    return EngineFaults.oneLine(task.error().replaceFirst("^task: ", ""));
  }

  private boolean ranOutOfMemory(ServiceTask task) {
    try {
      return context.nodes().isOwn(task.node()) && context.swarm().ranOutOfMemory(task.container());
    } catch (EngineCallException | EngineException e) {
      return false;
    }
  }

  /** How it ended, now that none runs any more. */
  ExitStatus exitStatus(boolean requested) {
    Optional<ServiceTask> last = lastFailure();
    return new ExitStatus(
        last.map(ServiceTask::exitCode).orElse(null),
        last.map(this::describe).orElse("no replica of the service runs any more"),
        requested);
  }

  /** How the cluster sees it. */
  Optional<OutsideView> health() {
    List<ServiceTask> seen = tasks;
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    long running = seen.stream().filter(ServiceTask::runs).count();
    String text = running + " of " + service.wanted() + " replicas run";
    return Optional.of(new OutsideView(running > 0, text));
  }
}
