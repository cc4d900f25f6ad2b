package io.mcpmanager.core.install;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.RecoveringRuntime;
import io.mcpmanager.spi.ServerRuntime;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs the packages of launches through {@code npx} and {@code npm exec}, each wanted set in a folder of its own.
 * What was installed once is pinned: later starts run its program at once, without npm and without the registry. An
 * installation that was broken off goes on from what npm has kept. Thread-safe.
 */
public final class NpmPackages {

  private static final Logger LOG = LoggerFactory.getLogger(NpmPackages.class);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Path root;
  private final Map<String, String> managerEnvironment;
  // servers may want the same; one lock per folder there is
  private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

  /**
   * A runtime that installs what its launches need before it runs them.
   *
   * @param runtime runs processes, npm among them
   */
  public static RecoveringRuntime before(
      RecoveringRuntime runtime, Path root, Map<String, String> managerEnvironment) {
    return new PackagedRuntime(runtime, new NpmPackages(root, managerEnvironment));
  }

  /**
   * Packages under a folder.
   *
   * @param root holds the folders of the installations; made when it is needed
   * @param managerEnvironment the manager's own environment, for its PATH
   */
  NpmPackages(Path root, Map<String, String> managerEnvironment) {
    this.root = root.toAbsolutePath();
    this.managerEnvironment = Map.copyOf(managerEnvironment);
  }

  /**
   * Makes present what a launch needs; empty if it is not one through npm, or one that npm resolves in its own way.
   *
   * @param runner runs npm as it runs servers
   */
  Optional<Installation> install(LaunchSpec spec, InstanceListener listener, ServerRuntime runner)
      throws InterruptedException {
    if (!(spec.launch() instanceof ProcessLaunch launch) || File.separatorChar != '/') {
      return Optional.empty();
    }
    Optional<NpmCommand> command = NpmCommand.of(launch);
    if (command.isEmpty() || hasOwnPackages(launch)) {
      return Optional.empty();
    }
    NpmCommand npm = command.get();
    var folder = new NpmFolder(root.resolve(folderName(npm, launch)), npm.packageName());
    ReentrantLock lock = locks.computeIfAbsent(folder.path(), path -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      Optional<InstalledPackage> noted = folder.noted();
      boolean whole = noted.isPresent() && folder.program(npm.program()).isPresent();
      InstalledPackage installed = whole
          ? noted.get()
          : fetch(new Order(spec, launch, npm, folder), noted, listener, runner);
      return Optional.of(new Installation(installed, programLaunch(launch, npm, folder), !whole));
    } finally {
      lock.unlock();
    }
  }

  private record Order(LaunchSpec spec, ProcessLaunch launch, NpmCommand npm, NpmFolder folder) {}

  private InstalledPackage fetch(
      Order order,
      Optional<InstalledPackage> noted,
      InstanceListener listener,
      ServerRuntime runner)
      throws InterruptedException {
    NpmCommand npm = order.npm();
    NpmFolder folder = order.folder();
    folder.prepare();
    var wanted = new ArrayList<>(npm.packages());
    // what was pinned stays pinned, also if somebody has damaged the folder
    noted.ifPresent(pinned -> wanted.set(0, pinned.toString()));
    listener.onLine(LogStream.MANAGER, "installing " + String.join(" ", wanted) + " with npm");
    var words = new ArrayList<>(List.of(
        "install",
        "--prefix",
        folder.path().toString(),
        "--save-exact",
        "--no-audit",
        "--no-fund",
        "--no-progress",
        "--loglevel=http"));
    words.addAll(wanted);
    var run = new ProcessLaunch(
        npm.npm(), words, order.launch().environment(), folder.path().toString(), null);
    LaunchSpec spec = order.spec().withLaunch(run, order.spec().mark().token() + "-npm");
    ExitStatus exit = run(spec, listener, runner);
    if (!exit.clean()) {
      throw new LaunchException(
          "npm could not install " + String.join(" ", wanted) + ": it " + exit.description(), null);
    }
    InstalledPackage installed = folder.locked();
    if (folder.program(npm.program()).isEmpty()) {
      throw new LaunchException("the package '" + installed + "' has no such program", null);
    }
    folder.note(installed);
    return installed;
  }

  private static ExitStatus run(LaunchSpec npm, InstanceListener listener, ServerRuntime runner)
      throws InterruptedException {
    Instance instance = runner.launch(npm, listener);
    try {
      instance.channel().open(new Ignorant());
      return instance.exit().get();
    } catch (InterruptedException e) {
      end(instance);
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an exit never completes exceptionally", e);
    }
  }

  private static void end(Instance instance) {
    try {
      instance.stop(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (McpManagerException e) {
      LOG.atWarn().setCause(e).log("npm could not be ended");
    }
  }

  private ProcessLaunch programLaunch(ProcessLaunch launch, NpmCommand npm, NpmFolder folder) {
    Path program = folder
        .program(npm.program())
        .orElseThrow(() -> new LaunchException("the installed program is gone", null));
    var environment = new LinkedHashMap<>(launch.environment());
    // as npx does: a program may start others of its packages
    String path = environment.getOrDefault("PATH", managerEnvironment.getOrDefault("PATH", ""));
    environment.put("PATH", folder.programs() + File.pathSeparator + path);
    return new ProcessLaunch(
        program.toString(),
        npm.arguments(),
        environment,
        launch.workingDirectory(),
        launch.endpoint());
  }

  /** Whether the launch happens in a project with packages of its own, which npm would prefer. */
  private static boolean hasOwnPackages(ProcessLaunch launch) {
    String folder = launch.workingDirectory();
    return folder != null && Files.isDirectory(Path.of(folder, "node_modules"));
  }

  /** One folder for all launches that want the same from the same place. */
  private static String folderName(NpmCommand npm, ProcessLaunch launch) {
    var settings = new TreeMap<String, String>();
    launch.environment().forEach((name, value) -> {
      if (name.toLowerCase(Locale.ROOT).startsWith("npm_config_")) {
        settings.put(name, value);
      }
    });
    String wanted = npm.npm() + npm.packages() + settings;
    String readable = npm.packageName().replace("@", "").replace('/', '-');
    return readable + "-" + hash(wanted);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Nobody speaks the protocol to npm. */
  private static final class Ignorant implements MessageChannel.Receiver {
    @Override
    public void onMessage(byte[] message) {
      // what npm prints as JSON is for nobody
    }

    @Override
    public void onOversized(byte[] head, byte[] tail, long length) {
      // as above
    }

    @Override
    public void onClosed(String reason) {
      // its exit says more
    }
  }
}
