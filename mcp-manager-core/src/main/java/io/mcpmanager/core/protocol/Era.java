package io.mcpmanager.core.protocol;

import io.mcpmanager.spi.OutboundMessage;
import org.jspecify.annotations.Nullable;

/** What differs between connections with a handshake and those of 2026-07-28, where every request stands for itself. */
sealed interface Era permits LegacyEra, ModernEra {

  /** A client's request as the server gets it. */
  OutboundMessage request(UpstreamRequest request, long id);

  /** A request of the manager's own. */
  OutboundMessage own(String method, byte @Nullable [] params, long id);

  /** Whether servers may send requests, and keep what clients said before. */
  boolean hasSession();
}
