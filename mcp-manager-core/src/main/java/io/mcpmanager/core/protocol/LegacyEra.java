package io.mcpmanager.core.protocol;

import io.mcpmanager.core.wire.Messages;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.spi.OutboundMessage;
import org.jspecify.annotations.Nullable;

/** The revisions up to 2025-11-25. */
record LegacyEra() implements Era {

  @Override
  public OutboundMessage request(UpstreamRequest request, long id) {
    return new OutboundMessage(request.encode(id), request.message().method(), true);
  }

  @Override
  public OutboundMessage own(String method, byte @Nullable [] params, long id) {
    return new OutboundMessage(Messages.request(RequestId.of(id), method, params), method, true);
  }

  @Override
  public boolean hasSession() {
    return true;
  }
}
