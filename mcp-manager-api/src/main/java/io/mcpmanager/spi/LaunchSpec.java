package io.mcpmanager.spi;

import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ServerId;
import java.time.Duration;
import java.util.Objects;

/**
 * What a runtime is asked to launch.
 *
 * @param server whose instance it will be
 * @param serverName that server's name
 * @param generation number of this life of the server, from 1
 * @param mark tells this launch from all others, also once the manager is gone
 * @param launch how, with all references resolved
 * @param startTimeout longest time until it must answer
 * @param maxLogLineBytes longer lines beside the protocol are cut
 */
public record LaunchSpec(
    ServerId server,
    String serverName,
    long generation,
    LaunchMark mark,
    Launch launch,
    Duration startTimeout,
    int maxLogLineBytes) {

  /** Checks what must be given. */
  public LaunchSpec {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(mark, "mark");
    Objects.requireNonNull(launch, "launch");
  }

  /** The same with another launch, which is one of its own. */
  public LaunchSpec withLaunch(Launch newLaunch, String token) {
    var newMark = new LaunchMark(mark.managerId(), token);
    return new LaunchSpec(
        server, serverName, generation, newMark, newLaunch, startTimeout, maxLogLineBytes);
  }

  /** The same with another launch. */
  public LaunchSpec withLaunch(Launch newLaunch) {
    return new LaunchSpec(
        server, serverName, generation, mark, newLaunch, startTimeout, maxLogLineBytes);
  }
}
