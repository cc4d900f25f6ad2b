package io.mcpmanager.core.remote;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.spi.Instance;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ServerRuntime;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Connects to servers that run somewhere else. */
public final class RemoteRuntime implements ServerRuntime {

  private final HttpChannels channels;
  private final Set<RemoteInstance> alive = ConcurrentHashMap.newKeySet();

  /** A runtime that makes its connections through {@code channels}. */
  @Inject
  public RemoteRuntime(HttpChannels channels) {
    this.channels = channels;
  }

  @Override
  public boolean supports(Launch launch) {
    return launch instanceof RemoteLaunch;
  }

  /** Only what can be seen without asking anybody: where a name leads, and whether a server answers, may change. */
  @Override
  public List<Problem> check(Launch launch) {
    return channels
        .problem(((RemoteLaunch) launch).url())
        .map(problem -> List.of(new Problem("url", problem, Problem.Code.NOT_ALLOWED)))
        .orElse(List.of());
  }

  @Override
  public Instance launch(LaunchSpec spec, InstanceListener listener) {
    var launch = (RemoteLaunch) spec.launch();
    var instance = new RemoteInstance(channels.to(launch));
    alive.add(instance);
    var ignored = instance.exit().thenRun(() -> alive.remove(instance));
    return instance;
  }

  @Override
  public void close() {
    alive.forEach(RemoteInstance::disconnect);
  }
}
