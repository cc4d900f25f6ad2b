package io.mcpmanager.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import io.mcpmanager.api.error.McpManagerException;
import java.util.Optional;

/** Checks host and origin before a WebSocket is opened, since upgrades do not pass the filters. */
final class GuardedListener implements WsListener {

  private final OriginCheck check;
  private final WsListener listener;

  GuardedListener(OriginCheck check, WsListener listener) {
    this.check = check;
    this.listener = listener;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers)
      throws WsUpgradeException {
    try {
      check.check(headers);
    } catch (McpManagerException refused) {
      throw new WsUpgradeException(refused.getMessage(), refused);
    }
    return listener.onHttpUpgrade(prologue, headers);
  }

  @Override
  public void onOpen(WsSession session) {
    listener.onOpen(session);
  }

  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    listener.onMessage(session, text, last);
  }

  @Override
  public void onMessage(WsSession session, BufferData buffer, boolean last) {
    listener.onMessage(session, buffer, last);
  }

  @Override
  public void onPing(WsSession session, BufferData buffer) {
    listener.onPing(session, buffer);
  }

  @Override
  public void onPong(WsSession session, BufferData buffer) {
    listener.onPong(session, buffer);
  }

  @Override
  public void onClose(WsSession session, int status, String reason) {
    listener.onClose(session, status, reason);
  }

  @Override
  public void onError(WsSession session, Throwable failure) {
    listener.onError(session, failure);
  }
}
