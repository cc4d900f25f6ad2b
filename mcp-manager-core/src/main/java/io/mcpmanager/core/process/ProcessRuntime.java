package io.mcpmanager.core.process;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchMark;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.ProcessIdentity;
import io.mcpmanager.spi.RecoveringRuntime;
import io.mcpmanager.spi.store.InstanceRecord;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs servers as processes on this machine. */
public final class ProcessRuntime implements RecoveringRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final ChildEnvironment environment;
  private final HelpersCheck helpers;
  private final HttpChannels httpChannels;
  private final Spawner spawner;
  private final int maxMessageBytes;
  private final PipeThreads threads = new PipeThreads();
  private final ProcessTable table = ProcessTable.ofThisMachine();
  private final Census census = new Census(table);
  private final Reaper reaper;
  private final Mark.Owner self;
  private final UsageSampler sampler;
  private final Map<String, ProcessInstance> alive = new ConcurrentHashMap<>();

  /** Tokens of all launches of this life that have not ended for sure. */
  private final Set<String> launched = ConcurrentHashMap.newKeySet();

  /** Makes the channel to a process that serves MCP over HTTP. */
  @FunctionalInterface
  public interface HttpChannels {

    /** A channel to {@code endpoint} whose first message waits, within its time limit, for something to listen there. */
    MessageChannel to(URI endpoint);
  }

  /**
   * A runtime whose children inherit the few harmless variables of the manager's environment.
   *
   * @param managerEnvironment the manager's own environment; also says where helpers are found
   * @param httpChannels makes channels to processes that serve HTTP
   * @param clock says when to look what the children take of the machine
   * @param maxMessageBytes longest message accepted on standard output
   */
  @Inject
  public ProcessRuntime(
      Map<String, String> managerEnvironment,
      HttpChannels httpChannels,
      ManagerClock clock,
      int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
    this.environment = new ChildEnvironment(managerEnvironment);
    this.helpers = new HelpersCheck(managerEnvironment);
    this.httpChannels = httpChannels;
    this.spawner = new Spawner(managerEnvironment);
    this.reaper = new Reaper(table, census, managerEnvironment);
    this.sampler = new UsageSampler(census, clock, alive.values());
    long pid = ProcessHandle.current().pid();
    this.self = new Mark.Owner(pid, table.find(pid).map(table::startText).orElse(""));
    if (!table.readsMarks()) {
      LOG.warn(
          "this system does not show the environment of processes: of what children start, only what stays"
              + " below them is found and ended");
    }
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public boolean supports(Launch launch) {
    return launch instanceof ProcessLaunch;
  }

  @Override
  public List<Problem> check(Launch launch) {
    var process = (ProcessLaunch) launch;
    var problems = new ArrayList<Problem>();
    Optional<Path> folder = folderOf(process.workingDirectory());
    if (folder.isEmpty()) {
      problems.add(
          new Problem("workingDirectory", "is not a folder that exists", Problem.Code.NOT_FOUND));
    }
    var variables = environment.with(process.environment());
    if (Executables.find(process.command(), folder.orElse(Path.of("")), variables)
        .isEmpty()) {
      problems.add(new Problem(
          "command",
          process.command().contains("/")
              ? "is not an executable file"
              : "is not found on PATH; give its full path or set PATH in the environment",
          Problem.Code.NOT_FOUND));
    }
    return problems;
  }

  @Override
  public List<DiagnosticCheck> checks() {
    return List.of(helpers);
  }

  @Override
  public Instance launch(LaunchSpec spec, InstanceListener listener) throws InterruptedException {
    var launch = (ProcessLaunch) spec.launch();
    Path folder = folderOf(launch.workingDirectory())
        .orElseThrow(
            () -> new LaunchException("the working directory is not a folder that exists", null));
    var variables = environment.with(launch.environment());
    Path executable = Executables.find(launch.command(), folder, variables)
        .orElseThrow(() -> new LaunchException(
            "the command '" + launch.command() + "' is not found or not executable", null));
    var mark = new Mark(spec.mark(), self);
    variables.putAll(mark.variables());
    String token = spec.mark().token();
    launched.add(token);
    try {
      Process process = spawner.spawn(
          executable,
          launch.arguments(),
          variables,
          folder,
          late -> threads.start("late", () -> discard(late, spec.mark())));
      ProcessInstance instance = watch(process, spec, launch, listener);
      alive.put(token, instance);
      var ignored = instance.exit().thenRun(() -> forget(instance));
      sampler.wake();
      return instance;
    } catch (LaunchException e) {
      launched.remove(token);
      throw e;
    }
  }

  private ProcessInstance watch(
      Process process, LaunchSpec spec, ProcessLaunch launch, InstanceListener listener) {
    Family family = familyOf(process, spec.mark());
    ProcessEntry root = family.root();
    var identity = root == null
        ? null
        : new ProcessIdentity(root.pid(), table.startText(root), family.group());
    URI endpoint = launch.endpoint();
    MessageChannel channel = endpoint == null
        ? new StdioChannel(
            process.getInputStream(),
            process.getOutputStream(),
            millis -> process.waitFor(millis, TimeUnit.MILLISECONDS),
            maxMessageBytes,
            listener,
            threads,
            spec.serverName())
        : httpChannels.to(endpoint);
    return new ProcessInstance(
        process,
        identity,
        family,
        reaper,
        new UsageMeter(table),
        channel,
        listener,
        threads,
        spec.serverName(),
        endpoint != null);
  }

  private Family familyOf(Process process, LaunchMark mark) {
    long pid = process.pid();
    var family =
        new Family(mark, table.find(pid).orElse(null), spawner.ownGroups(), table.pipesOf(pid));
    census.admit(family);
    return family;
  }

  private void forget(ProcessInstance instance) {
    String token = instance.family().mark().token();
    alive.remove(token);
    census.dismiss(instance.family());
    launched.remove(token);
  }

  /** Ends a process for which nobody waits any more. */
  private void discard(@Nullable Process process, LaunchMark mark) {
    if (process == null) {
      launched.remove(mark.token());
      return;
    }
    Family family = familyOf(process, mark);
    process.destroyForcibly();
    try {
      if (!reaper.end(List.of(family), CLOSING)) {
        LOG.atError()
            .addKeyValue("pid", process.pid())
            .log("a start called off could not be ended");
      }
      process.getInputStream().close();
      process.getErrorStream().close();
      process.getOutputStream().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the pipes of a start called off could not be closed");
    } finally {
      census.dismiss(family);
      launched.remove(mark.token());
    }
  }

  @Override
  public List<Leftover> recover(
      String managerId, List<InstanceRecord> noted, Predicate<ServerId> wanted)
      throws InterruptedException {
    return new LeftoverSearch(table, census, reaper, self)
        .end(managerId, noted, launched::contains);
  }

  private static Optional<Path> folderOf(@Nullable String declared) {
    try {
      return Optional.of(Path.of(declared == null ? "" : declared).toAbsolutePath())
          .filter(Files::isDirectory);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Kills every process that is still alive. */
  @Override
  public void close() {
    sampler.close();
    List<ProcessInstance> left = List.copyOf(alive.values());
    left.forEach(ProcessInstance::requestEnd);
    try {
      if (!reaper.end(left.stream().map(ProcessInstance::family).toList(), CLOSING)) {
        LOG.error("some processes could not be ended; the next start tries again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    spawner.close();
  }
}
