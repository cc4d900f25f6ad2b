package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.server.http.Caller;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Puts the messages of one WebSocket together and hands them on. Called by the connection's own thread. */
final class WebSocketListener implements WsListener {

  static final String SUBPROTOCOL = "mcp";

  private static final HeaderName PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");
  /** Close code of a connection whose opener has to present a credential again. */
  private static final int CREDENTIAL_ENDED = 4401;

  private static final int LONGEST_REASON = 40;
  private static final String SERVERS = "/mcp/servers/";

  private final WebSocketContext context;
  private final Caller caller;
  private final BooleanSupplier closed;
  private final Set<WebSocketClient> clients;
  private final StringBuilder partial = new StringBuilder();
  private Scope scope = Scope.all();
  private @Nullable WebSocketClient client;

  /** A listener for one connection, which is in {@code clients} as long as it lives. */
  WebSocketListener(
      WebSocketContext context,
      Caller caller,
      BooleanSupplier closed,
      Set<WebSocketClient> clients) {
    this.context = context;
    this.caller = caller;
    this.closed = closed;
    this.clients = clients;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers)
      throws WsUpgradeException {
    boolean offered = headers.contains(PROTOCOL);
    boolean ours = offered
        && headers.values(PROTOCOL).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .anyMatch(name -> name.strip().equals(SUBPROTOCOL));
    if (offered && !ours) {
      throw new WsUpgradeException("the subprotocol must be " + SUBPROTOCOL);
    }
    if (closed.getAsBoolean()) {
      throw new WsUpgradeException("the manager stops");
    }
    scope = scope(prologue.uriPath().path());
    if (!ours) {
      return Optional.empty();
    }
    WritableHeaders<?> answer = WritableHeaders.create();
    answer.set(PROTOCOL, SUBPROTOCOL);
    return Optional.of(answer);
  }

  private static Scope scope(String path) {
    return path.startsWith(SERVERS)
        ? Scope.server(path.substring(SERVERS.length(), path.lastIndexOf('/')))
        : Scope.all();
  }

  @Override
  public void onOpen(WsSession session) {
    // not before: an upgrade that fails after all tells nobody
    WebSocketClient open;
    try {
      open = new WebSocketClient(context, caller.context(), scope, session, ended -> {
        clients.remove(ended);
        caller.close();
      });
    } catch (McpManagerException e) {
      caller.close();
      session.close(WsCloseCodes.VIOLATED_POLICY, closeReason(e));
      return;
    }
    client = open;
    clients.add(open);
    caller.onEnd(() -> open.end(CREDENTIAL_ENDED, "the credential has ended"));
    open.start();
    if (closed.getAsBoolean()) {
      open.goAway();
    }
  }

  /** A close frame has room for 123 bytes. */
  private static String closeReason(McpManagerException e) {
    String text = String.valueOf(e.getMessage());
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON);
  }

  @Override
  public void onMessage(WsSession session, String text, boolean last) {
    WebSocketClient open = heard();
    if (open == null) {
      return;
    }
    int max = context.limits().maxMessageBytes();
    // a character has at least one byte
    if (partial.length() + text.length() > max) {
      open.end(WsCloseCodes.TOO_BIG, "a message may have at most " + max + " bytes");
      return;
    }
    if (!last) {
      partial.append(text);
      return;
    }
    byte[] message = (partial.isEmpty() ? text : partial.append(text).toString()).getBytes(UTF_8);
    partial.setLength(0);
    partial.trimToSize();
    if (message.length > max) {
      open.end(WsCloseCodes.TOO_BIG, "a message may have at most " + max + " bytes");
    } else {
      open.take(message);
    }
  }

  @Override
  public void onMessage(WsSession session, BufferData buffer, boolean last) {
    WebSocketClient open = heard();
    if (open != null) {
      open.end(WsCloseCodes.CANNOT_ACCEPT, "messages are text");
    }
  }

  @Override
  public void onPing(WsSession session, BufferData buffer) {
    WebSocketClient open = heard();
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
    WebSocketClient open = client;
    if (open != null) {
      open.end(WsCloseCodes.NORMAL_CLOSE, "");
    }
  }

  @Override
  public void onError(WsSession session, Throwable failure) {
    WebSocketClient open = client;
    if (open != null) {
      open.end();
    }
  }

  private @Nullable WebSocketClient heard() {
    WebSocketClient open = client;
    if (open != null) {
      open.heard();
    }
    return open;
  }
}
