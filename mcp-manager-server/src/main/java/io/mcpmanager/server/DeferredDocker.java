package io.mcpmanager.server;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.config.ManagerConfig;
import io.mcpmanager.docker.DockerRuntime;
import io.mcpmanager.docker.DockerRuntimeBuilder;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.RecoveringRuntime;
import io.mcpmanager.spi.RuntimeContext;
import io.mcpmanager.spi.store.InstanceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The runtime for containers, made when it is needed. Its libraries are many classes: with an engine at hand they are loaded
 * in the background, so that nobody waits for them, and without one not before a server wants a container.
 */
final class DeferredDocker implements RecoveringRuntime {

  private static final String NAME = "docker";

  private final ManagerConfig.Docker config;
  private final EngineTraces traces;

  /** Guards what follows; held while the runtime is made, by whoever needs it first. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable RuntimeContext context;
  private @Nullable DockerRuntime runtime;
  private boolean closed;

  DeferredDocker(ManagerConfig.Docker config, EngineTraces traces) {
    this.config = config;
    this.traces = traces;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void initialize(RuntimeContext newContext) {
    lock.lock();
    try {
      context = newContext;
    } finally {
      lock.unlock();
    }
    if (isExpected()) {
      // loading classes blocks the thread that carries a virtual one
      Thread ignored = Thread.ofPlatform().name("docker").daemon().start(this::docker);
    }
  }

  private boolean isExpected() {
    return config.use() == ManagerConfig.Docker.Use.TRUE || config.host() != null || traces.any();
  }

  private DockerRuntime docker() {
    lock.lock();
    try {
      if (runtime == null) {
        if (closed) {
          throw new IllegalStateException("the manager has been closed");
        }
        DockerRuntimeBuilder builder = DockerRuntime.builder();
        if (config.host() != null) {
          builder.host(config.host());
        }
        DockerRuntime made = builder.build();
        made.initialize(Objects.requireNonNull(context, "initialize comes first"));
        runtime = made;
      }
      return runtime;
    } finally {
      lock.unlock();
    }
  }

  private boolean isMade() {
    lock.lock();
    try {
      return runtime != null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean supports(Launch launch) {
    return launch instanceof ContainerLaunch;
  }

  @Override
  public List<Problem> check(Launch launch) {
    return docker().check(launch);
  }

  @Override
  public Optional<Installation> install(LaunchSpec spec, InstanceListener listener)
      throws InterruptedException {
    return docker().install(spec, listener);
  }

  @Override
  public Instance launch(LaunchSpec spec, InstanceListener listener) throws InterruptedException {
    return docker().launch(spec, listener);
  }

  /** Where there is no trace of an engine and nothing is noted, nothing can be left. */
  @Override
  public List<Leftover> recover(
      String managerId, List<InstanceRecord> noted, Predicate<ServerId> wanted)
      throws InterruptedException {
    return noted.isEmpty() && !isExpected() && !isMade()
        ? List.of()
        : docker().recover(managerId, noted, wanted);
  }

  /** Without an engine the manager can work, unless containers are demanded. */
  @Override
  public void checkReady() {
    if (config.use() == ManagerConfig.Docker.Use.TRUE) {
      docker().checkReady();
    }
  }

  @Override
  public List<DiagnosticCheck> checks() {
    return List.of(new DiagnosticCheck() {
      @Override
      public String id() {
        return NAME;
      }

      @Override
      public List<Finding> examine(CallContext asking) throws Exception {
        return findings(asking);
      }
    });
  }

  private List<Finding> findings(CallContext asking) throws Exception {
    if (!isExpected() && !isMade()) {
      return List.of(Finding.ok(
          NAME, "no container engine was found; servers that are containers would need one"));
    }
    var findings = new ArrayList<Finding>();
    for (DiagnosticCheck check : docker().checks()) {
      findings.addAll(check.examine(asking));
    }
    return findings;
  }

  @Override
  public void close() {
    DockerRuntime made;
    lock.lock();
    try {
      closed = true;
      made = runtime;
    } finally {
      lock.unlock();
    }
    if (made != null) {
      made.close();
    }
  }
}
