package io.mcpmanager.core.process;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.core.wire.LineReader;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.ServerRuntime;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs servers as processes on this machine. */
public final class ProcessRuntime implements ServerRuntime {

  private final Map<String, String> managerEnvironment;
  private final ChildEnvironment environment;
  private final HttpChannels httpChannels;
  private final Spawner spawner;
  private final PipeThreads threads = new PipeThreads();
  private final Set<ProcessInstance> alive = ConcurrentHashMap.newKeySet();

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
   */
  @Inject
  public ProcessRuntime(Map<String, String> managerEnvironment, HttpChannels httpChannels) {
    this.managerEnvironment = Map.copyOf(managerEnvironment);
    this.environment = new ChildEnvironment(managerEnvironment);
    this.httpChannels = httpChannels;
    this.spawner = new Spawner(managerEnvironment);
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
  public Instance launch(LaunchSpec spec, InstanceListener listener) throws InterruptedException {
    var launch = (ProcessLaunch) spec.launch();
    Path folder = folderOf(launch.workingDirectory())
        .orElseThrow(
            () -> new LaunchException("the working directory is not a folder that exists", null));
    var variables = environment.with(launch.environment());
    Path executable = Executables.find(launch.command(), folder, variables)
        .orElseThrow(() -> new LaunchException(
            "the command '" + launch.command() + "' is not found or not executable", null));
    Process process = spawner.spawn(executable, launch.arguments(), variables, folder);
    var instance = watch(process, spec, launch, listener);
    alive.add(instance);
    var ignored = instance.exit().thenRun(() -> alive.remove(instance));
    return instance;
  }

  private ProcessInstance watch(
      Process process, LaunchSpec spec, ProcessLaunch launch, InstanceListener listener) {
    var tree = new ProcessTree(process, spawner.ownGroups(), managerEnvironment);
    URI endpoint = launch.endpoint();
    MessageChannel channel = endpoint == null
        ? new StdioChannel(process, LineReader.MAX_MESSAGE, listener, threads, spec.serverName())
        : httpChannels.to(endpoint);
    return new ProcessInstance(
        process, tree, channel, listener, threads, spec.serverName(), endpoint != null);
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
    alive.forEach(ProcessInstance::kill);
    spawner.close();
  }
}
