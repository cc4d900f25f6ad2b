package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.Server;
import io.mcpmanager.spi.Instance;
import java.util.function.IntSupplier;

/**
 * A server that was running when this was read.
 *
 * @param server its snapshot when it came up
 * @param instance what answers
 * @param connection the way to talk to it
 * @param siblings how many further instances of it there are now
 */
public record Live(Server server, Instance instance, Connection connection, IntSupplier siblings) {

  /** Number of the life the instance belongs to. */
  public long generation() {
    return server.liveInstance().orElseThrow().generation();
  }
}
