package io.mcpmanager.docker.container;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.docker.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Looks at what containers are to mount, where the engine's files are this program's. */
public final class MountSources {

  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final Engine engine;

  /** Looks for an engine. */
  public MountSources(Engine engine) {
    this.engine = engine;
  }

  /** Places in {@code mounts} of folders and files that are not there, as far as can be seen from here. */
  public List<Integer> missing(ContainerLaunch launch) {
    List<Integer> absent = IntStream.range(0, launch.mounts().size())
        .filter(i -> isAbsent(launch.mounts().get(i)))
        .boxed()
        .toList();
    return absent.isEmpty() || !engine.address().local() || !seesFilesOfEngine()
        ? List.of()
        : absent;
  }

  private static boolean isAbsent(ContainerMount mount) {
    return !mount.isVolume() && Files.notExists(Path.of(mount.source()));
  }

  /** A manager in a container of the engine is on its machine, and sees other files all the same. */
  private boolean seesFilesOfEngine() {
    try {
      return !(Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv")))
          || Files.readString(HOST_NAME)
              .strip()
              .equals(engine.client().infoCmd().exec().getName());
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
