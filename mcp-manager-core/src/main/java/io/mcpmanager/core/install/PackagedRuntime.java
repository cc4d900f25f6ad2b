package io.mcpmanager.core.install;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.Leftover;
import io.mcpmanager.spi.RecoveringRuntime;
import io.mcpmanager.spi.store.InstanceRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A runtime that installs what its launches need before it runs them; all else is left to the runtime it stands for. */
final class PackagedRuntime implements RecoveringRuntime {

  private final RecoveringRuntime runtime;
  private final NpmPackages packages;

  PackagedRuntime(RecoveringRuntime runtime, NpmPackages packages) {
    this.runtime = runtime;
    this.packages = packages;
  }

  @Override
  public Optional<Installation> install(LaunchSpec spec, InstanceListener listener)
      throws InterruptedException {
    return packages.install(spec, listener, runtime);
  }

  @Override
  public String name() {
    return runtime.name();
  }

  @Override
  public List<Leftover> recover(
      String managerId, List<InstanceRecord> noted, Predicate<ServerId> wanted)
      throws InterruptedException {
    return runtime.recover(managerId, noted, wanted);
  }

  @Override
  public boolean supports(Launch launch) {
    return runtime.supports(launch);
  }

  @Override
  public List<Problem> check(Launch launch) {
    return runtime.check(launch);
  }

  @Override
  public Instance launch(LaunchSpec spec, InstanceListener listener) throws InterruptedException {
    return runtime.launch(spec, listener);
  }

  @Override
  public void close() {
    runtime.close();
  }
}
