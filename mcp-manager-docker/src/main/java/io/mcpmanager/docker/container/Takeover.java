package io.mcpmanager.docker.container;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.docker.container.Adoptions.Waiting;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.ownership.DefinitionHash;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over containers of an earlier life that wait for it, and ends those that do not fit or are not wanted. */
public final class Takeover {

  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

  private final Engine engine;
  private final Adoptions adoptions;
  private final Unremoved unremoved;
  private final ContainerLauncher launcher;
  private final Consumer<Ownership> ended;

  /**
   * Takes over what waits.
   *
   * @param ended is told whose container has been removed
   */
  public Takeover(
      Engine engine,
      Adoptions adoptions,
      Unremoved unremoved,
      ContainerLauncher launcher,
      Consumer<Ownership> ended) {
    this.engine = engine;
    this.adoptions = adoptions;
    this.unremoved = unremoved;
    this.launcher = launcher;
    this.ended = ended;
  }

  /** Whether what is to be launched is there already. */
  public boolean isWaiting(LaunchSpec spec) {
    return adoptions
        .find(spec.mark().token())
        .filter(waiting -> fits(waiting, (ContainerLaunch) spec.launch()))
        .isPresent();
  }

  private static boolean fits(Waiting waiting, ContainerLaunch launch) {
    return waiting.owner().definition().equals(DefinitionHash.of(launch));
  }

  /** Takes over what waits under the token of a launch; if it is not what would be launched now, it is removed. */
  public Optional<ContainerInstance> take(
      LaunchSpec spec, ContainerLaunch launch, InstanceListener listener)
      throws InterruptedException {
    Optional<Waiting> found = adoptions.take(spec.mark().token());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Waiting waiting = found.get();
    Optional<ContainerInstance> taken = Optional.empty();
    try {
      if (fits(waiting, launch)) {
        taken = launcher.adopt(waiting.container(), waiting.owner(), spec, launch, listener);
      }
    } catch (RuntimeException e) {
      LOG.atDebug()
          .addKeyValue("server", spec.server())
          .setCause(e)
          .log("a container could not be taken over");
    }
    if (taken.isEmpty()) {
      end(waiting);
    }
    return taken;
  }

  /** Removes what waits under a token, since something else is launched. */
  public void drop(String token) {
    adoptions.take(token).ifPresent(this::end);
  }

  /** Removes everything that still waits. */
  public void dropAll() {
    adoptions.takeAll().values().forEach(waiting -> {
      LOG.atInfo()
          .addKeyValue("server", waiting.owner().server())
          .log("a container of an earlier life was not needed and is removed");
      end(waiting);
    });
  }

  private void end(Waiting waiting) {
    boolean ignored = new ContainerHandle(
            engine.client(), waiting.container(), waiting.owner(), unremoved)
        .remove();
    ended.accept(waiting.owner());
  }
}
