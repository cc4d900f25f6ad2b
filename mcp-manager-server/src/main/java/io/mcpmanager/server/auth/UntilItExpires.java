package io.mcpmanager.server.auth;

import io.mcpmanager.spi.ManagerClock;
import java.time.Instant;

/**
 * A token that somebody else issued and nobody here can end: it holds as long as it says.
 *
 * @param credential which one; no secret
 * @param end when it ends
 * @param clock tells the time
 */
record UntilItExpires(String credential, Instant end, ManagerClock clock)
    implements KnownCaller.Presented {

  @Override
  public boolean holds() {
    return clock.now().isBefore(end);
  }
}
