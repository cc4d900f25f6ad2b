package io.mcpmanager.docker.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.docker.engine.EngineFinder;
import io.mcpmanager.docker.engine.EngineTraits;
import io.mcpmanager.docker.engine.EngineVersion;
import io.mcpmanager.docker.transport.Deadlines.Deadline;
import io.mcpmanager.docker.transport.EngineAddress;
import io.mcpmanager.docker.transport.EngineCallException;
import io.mcpmanager.docker.transport.EngineException;
import io.mcpmanager.docker.transport.EngineException.Fault;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.docker.transport.EngineTransport;
import io.mcpmanager.docker.transport.RawEngine;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks at the container engine: whether it can be used, has room on its disk, enforces limits, and whether containers of
 * managers are left at it. It asks anew, over connections of its own, so that it also tells of an engine that hangs.
 */
public final class EngineCheck implements DiagnosticCheck {

  /** Podman runs half a dozen programs before it says what it is. */
  private static final Duration LIMIT = Duration.ofMillis(2400);

  private static final String TAKEOVER =
      "Podman ends the input of a container with the connection of whoever is attached, so that servers on standard"
          + " streams end with a manager that is killed, and are started anew; those over HTTP are taken over";
  private static final long LITTLE = 1024L * 1024 * 1024;
  private static final long TOO_LITTLE = 64L * 1024 * 1024;

  private final EngineFinder finder;
  private final ManagerClock clock;
  private final LabelledContainers leftovers;

  /**
   * A check.
   *
   * @param leftovers tells whose containers are left
   */
  public EngineCheck(EngineFinder finder, ManagerClock clock, LabelledContainers leftovers) {
    this.finder = finder;
    this.clock = clock;
    this.leftovers = leftovers;
  }

  @Override
  public String id() {
    return "docker";
  }

  @Override
  public List<Finding> examine(CallContext context) {
    try (var transport = new EngineTransport(clock, Optional.of(new Deadline(LIMIT, true)))) {
      EngineAddress address = finder.find();
      transport.connectTo(address);
      EngineVersion version = EngineVersion.ask(transport, address);
      transport.speak(version.spoken());
      var findings = new ArrayList<Finding>();
      findings.add(Finding.ok("docker.engine", version + " answers at " + address));
      findings.addAll(lookInto(new RawEngine(transport), version.podman(), address));
      return findings;
    } catch (EngineException e) {
      return List.of(unusable(e));
    }
  }

  private Finding unusable(EngineException why) {
    String found = why.found().replaceAll("\\.+$", "");
    // nobody who runs no containers needs an engine
    return why.fault() == Fault.ABSENT && !finder.told()
        ? Finding.skipped(
            "docker.engine", found, "Only servers that run as containers need one. " + why.remedy())
        : Finding.problem("docker.engine", found, why.remedy());
  }

  private List<Finding> lookInto(RawEngine engine, boolean podman, EngineAddress address) {
    var findings = new ArrayList<Finding>();
    try {
      EngineTraits traits = EngineTraits.of(engine.get(EngineTraits.path(podman)));
      findings.add(disk(traits, address));
      findings.add(limits(traits));
      if (podman) {
        findings.add(Finding.ok("docker.takeover", TAKEOVER));
      }
      if (address instanceof EngineAddress.Tcp tcp && tcp.tls().isEmpty()) {
        findings.add(plain(tcp));
      }
      findings.addAll(leftovers.examine(engine));
    } catch (EngineCallException e) {
      findings.add(Finding.problem(
          "docker.answers",
          "the engine did not say how it is: " + EngineFaults.reason(e).replaceAll("\\.+$", ""),
          "See in its log what it is busy with; restart it if it hangs."));
    }
    return findings;
  }

  private static Finding plain(EngineAddress.Tcp address) {
    String found = "the engine is spoken with in clear at " + address;
    return address.local()
        ? Finding.ok("docker.address", found + ", on this machine")
        : Finding.warning(
            "docker.address",
            found,
            "Whoever reaches that port has all power over the engine's machine: let the engine speak TLS, and set"
                + " DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.");
  }

  private static Finding limits(EngineTraits engine) {
    var missing = new ArrayList<String>();
    if (!engine.kept().memory()) {
      missing.add("memory");
    }
    if (!engine.kept().cpus()) {
      missing.add("processors");
    }
    if (!engine.kept().processes()) {
      missing.add("processes");
    }
    String who = engine.rootless() ? "the engine, which runs without root," : "the engine";
    return missing.isEmpty()
        ? Finding.ok("docker.limits", who + " enforces the limits of containers")
        : Finding.warning(
            "docker.limits",
            who + " does not enforce limits of " + String.join(", ", missing)
                + (engine.rootless() && !engine.kept().memory()
                    ? ", nor tells what a container takes"
                    : ""),
            "Let the engine use cgroups of version 2 with these controllers; for a rootless engine, delegate them to"
                + " its user.");
  }

  private static Finding disk(EngineTraits engine, EngineAddress address) {
    String folder = engine.folder();
    boolean here = address instanceof EngineAddress.UnixSocket
        && !folder.isEmpty()
        && Files.isDirectory(Path.of(folder));
    if (!here) {
      return Finding.skipped(
          "docker.disk",
          "the engine's disk can't be seen from here",
          "Look at it on the engine's machine.");
    }
    try {
      return room(folder, Files.getFileStore(Path.of(folder)).getUsableSpace());
    } catch (IOException e) {
      return Finding.skipped(
          "docker.disk",
          "the engine's folder " + folder + " can't be looked at",
          "Look at it as its owner.");
    }
  }

  static Finding room(String folder, long usable) {
    String found =
        String.format(Locale.ROOT, "the engine's folder %s has %.1f GB left", folder, usable / 1e9);
    String remedy = "Free some space on its file system, such as by 'docker image prune'.";
    if (usable < TOO_LITTLE) {
      return Finding.problem("docker.disk", found, remedy);
    }
    return usable < LITTLE
        ? Finding.warning("docker.disk", found, remedy)
        : Finding.ok("docker.disk", found);
  }
}
