package io.mcpmanager.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import io.mcpmanager.api.error.McpManagerException;
import java.util.Optional;
import java.util.function.Function;

/** Checks host, origin and caller before a WebSocket is opened, since upgrades do not pass the filters. */
final class GuardedListener implements WsListener {

  private static final WsListener NOBODY = new WsListener() {};

  private final OriginCheck check;
  private final Authenticator authenticator;
  private final RequestHeads heads;
  private final Function<Caller, WsListener> listeners;
  private WsListener listener = NOBODY;

  GuardedListener(
      OriginCheck check,
      Authenticator authenticator,
      RequestHeads heads,
      Function<Caller, WsListener> listeners) {
    this.check = check;
    this.authenticator = authenticator;
    this.heads = heads;
    this.listeners = listeners;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers)
      throws WsUpgradeException {
    Caller caller;
    try {
      check.check(headers);
      caller = authenticator.admit(heads.ofUpgrade(prologue, headers));
    } catch (McpManagerException refused) {
      // it is served as an ordinary request now, and refused as one
      throw new WsUpgradeException(refused.getMessage(), refused);
    }
    listener = listeners.apply(caller);
    try {
      Optional<Headers> answer = listener.onHttpUpgrade(prologue, headers);
      return caller.answerHeaders().isEmpty() ? answer : Optional.of(with(answer, caller));
    } catch (WsUpgradeException refused) {
      caller.close();
      throw refused;
    }
  }

  private static Headers with(Optional<Headers> answer, Caller caller) {
    WritableHeaders<?> all = WritableHeaders.create();
    answer.ifPresent(given -> given.forEach(all::add));
    caller.answerHeaders().forEach(all::add);
    return all;
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
