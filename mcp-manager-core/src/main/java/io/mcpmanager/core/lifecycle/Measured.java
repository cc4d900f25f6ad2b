package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.Server;

/** Servers with what their instances take of the machine, which is no part of what is decided upon. */
final class Measured {

  /** The present snapshot of a server. */
  static Server snapshot(ServerActor actor) {
    Server server = actor.snapshot();
    return server
        .liveInstance()
        .flatMap(info -> actor
            .live()
            .filter(live -> live.generation() == info.generation())
            .map(live ->
                server.withInstance(info.withUsage(live.instance().usage().orElse(null))
                    .withIsolated(live.siblings().getAsInt()))))
        .orElse(server);
  }

  private Measured() {}
}
