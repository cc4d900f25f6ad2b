package io.mcpmanager.server.live;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands what comes in on one WebSocket to its connection. Called by the connection's own thread. */
final class LiveListener implements WsListener {

  private final BooleanSupplier admission;
  private final Function<WsSession, LiveConnection> connections;
  private final int maxChars;
  private final StringBuilder partial = new StringBuilder();
  private @Nullable LiveConnection connection;

  /**
   * A listener for one connection.
   *
   * @param admission whether one more connection is allowed
   */
  LiveListener(
      BooleanSupplier admission, Function<WsSession, LiveConnection> connections, int maxChars) {
    this.admission = admission;
    this.connections = connections;
    this.maxChars = maxChars;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers)
      throws WsUpgradeException {
    if (!admission.getAsBoolean()) {
      throw new WsUpgradeException("too many live connections are open");
    }
    return Optional.empty();
  }

  @Override
  public void onOpen(WsSession session) {
    connection = connections.apply(session);
    connection.start();
  }

  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    LiveConnection open = heard();
    if (open == null) {
      return;
    }
    if (partial.length() + text.length() > maxChars) {
      open.refuse(
          new McpManagerException(
              ErrorCode.TOO_LARGE, "a message may have at most " + maxChars + " characters"),
          Optional.empty());
      open.close(WsCloseCodes.TOO_BIG, "message too long");
      return;
    }
    partial.append(text);
    if (last) {
      String message = partial.toString();
      partial.setLength(0);
      open.onText(message);
    }
  }

  @Override
  public void onMessage(WsSession session, BufferData buffer, boolean last) {
    LiveConnection open = heard();
    if (open != null && last) {
      open.refuse(
          new McpManagerException(ErrorCode.MALFORMED_INPUT, "a message must be text, not binary"),
          Optional.empty());
    }
  }

  @Override
  public void onPing(WsSession session, BufferData buffer) {
    LiveConnection open = heard();
    if (open != null) {
      open.pong(buffer);
    }
  }

  @Override
  public void onPong(WsSession session, BufferData buffer) {
    heard();
  }

  @Override
  public void onClose(WsSession session, int status, String reason) {
    LiveConnection open = connection;
    if (open != null) {
      open.close(WsCloseCodes.NORMAL_CLOSE, "");
    }
  }

  @Override
  public void onError(WsSession session, Throwable failure) {
    LiveConnection open = connection;
    if (open != null) {
      open.end();
    }
  }

  private @Nullable LiveConnection heard() {
    LiveConnection open = connection;
    if (open != null) {
      open.heard();
    }
    return open;
  }
}
