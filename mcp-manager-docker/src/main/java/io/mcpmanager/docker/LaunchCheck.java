package io.mcpmanager.docker;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds everything outside that would keep a container from being launched. Changes nothing. */
final class LaunchCheck {

  private final Engine engine;
  private final Networking networking;

  LaunchCheck(Engine engine, Networking networking) {
    this.engine = engine;
    this.networking = networking;
  }

  List<Problem> problems(ContainerLaunch launch) {
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
    if (engine.address().local()) {
      checkSources(launch, problems);
    }
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

  private static void checkSources(ContainerLaunch launch, List<Problem> problems) {
    for (int i = 0; i < launch.mounts().size(); i++) {
      ContainerMount mount = launch.mounts().get(i);
      if (!mount.isVolume() && !Files.exists(Path.of(mount.source()))) {
        problems.add(
            new Problem("mounts[" + i + "].source", "does not exist", Problem.Code.NOT_FOUND));
      }
    }
  }
}
