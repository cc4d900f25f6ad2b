package io.mcpmanager.docker.diagnostics;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.docker.container.ContainerSpec;
import io.mcpmanager.docker.container.MountSources;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.image.Images;
import io.mcpmanager.docker.network.Networking;
import io.mcpmanager.docker.swarm.Placements;
import java.util.ArrayList;
import java.util.List;

/** Finds everything outside that would keep a container from being launched. Changes nothing. */
public final class LaunchCheck {

  private final Engine engine;
  private final Images images;
  private final MountSources sources;
  private final Networking networking;
  private final Placements placements;

  public LaunchCheck(Engine engine, Images images, Networking networking, Placements placements) {
    this.engine = engine;
    this.images = images;
    this.sources = new MountSources(engine);
    this.networking = networking;
    this.placements = placements;
  }

  public List<Problem> problems(ContainerLaunch launch) {
    var problems = new ArrayList<Problem>();
    List<String> unknown = ContainerSpec.unknownCapabilities(launch);
    if (!unknown.isEmpty()) {
      problems.add(new Problem(
          "security.capabilities",
          "the engine knows no capability " + String.join(", ", unknown),
          Problem.Code.UNSUPPORTED));
    }
    if (!isThere(problems)) {
      return problems;
    }
    problems.addAll(images.check(launch));
    if (launch.placement().isPresent()) {
      // what it mounts is on whichever node it comes to
      problems.addAll(placements.check(launch));
      return problems;
    }
    checkSources(launch, problems);
    problems.addAll(networking.check(launch));
    return problems;
  }

  private boolean isThere(List<Problem> problems) {
    try {
      engine.require();
      return true;
    } catch (LaunchException e) {
      problems.add(new Problem("", String.valueOf(e.getMessage()), Problem.Code.NOT_FOUND));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void checkSources(ContainerLaunch launch, List<Problem> problems) {
    for (int i : sources.missing(launch)) {
      problems.add(
          new Problem("mounts[" + i + "].source", "does not exist", Problem.Code.NOT_FOUND));
    }
  }
}
