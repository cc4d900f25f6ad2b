package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsSession;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.ClientTransport;
import io.mcpmanager.api.gateway.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client over a WebSocket. A thread of its own writes what waits for it, in frames of bounded length. A client that
 * takes nothing, or gives no sign of life, is cut off.
 */
final class WebSocketClient {

  private static final Logger log = LoggerFactory.getLogger(WebSocketClient.class);
  private static final BufferData NO_PAYLOAD = BufferData.empty();

  /** Longest frame written, in characters. */
  private static final int FRAME = 32 * 1024;

  private static final int SILENT_PINGS = 3;

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final WebSocketContext shared;
  private final WsSession socket;
  private final Consumer<WebSocketClient> onEnd;
  private final ClientQueue queue;
  private final MessageConnection connection;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Guards the socket's writing side. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private volatile long heardAt;

  /**
   * A client whose socket is open.
   *
   * @throws io.mcpmanager.api.error.McpManagerException if there is no such server, or there are too many sessions
   */
  WebSocketClient(
      WebSocketContext shared,
      CallContext context,
      Scope scope,
      WsSession socket,
      Consumer<WebSocketClient> onEnd) {
    this.shared = shared;
    this.socket = socket;
    this.onEnd = onEnd;
    this.queue = new ClientQueue(shared.limits().replayBytes());
    this.connection = new MessageConnection(
        shared.gateway(),
        context,
        scope,
        ClientTransport.WEBSOCKET,
        new QueuedClient(queue, shared.memory()));
    this.heardAt = shared.clock().nanoTime();
  }

  void start() {
    connection.onEnd(() -> end(WsCloseCodes.NORMAL_CLOSE, "the session was ended"));
    Thread.ofVirtual().name("mcp-socket").start(this::writeAll);
  }

  /** The client gave a sign of life. */
  void heard() {
    heardAt = shared.clock().nanoTime();
  }

  void take(byte[] message) {
    if (ended.get()) {
      return;
    }
    MessageMemory.Share share = shared.memory().new Share();
    if (!share.take(message.length)) {
      end(WsCloseCodes.TRY_AGAIN_LATER, "too many long messages are being worked on");
      return;
    }
    try {
      connection.take(message, share::close);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end();
    }
  }

  void pong(BufferData payload) {
    if (!write(open -> open.pong(payload))) {
      end();
    }
  }

  /** Tells the client that the manager stops. */
  void goAway() {
    end(WsCloseCodes.GOING_AWAY, "manager stops");
  }

  /** Ends the session, and the connection with a reason: the client has a moment to read that and close it itself. */
  void end(int code, String reason) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    boolean told = false;
    if (writing.tryLock()) {
      try {
        var ignored = socket.close(code, reason);
        told = true;
      } catch (RuntimeException e) {
        log.atDebug().setCause(e).log("client had gone before it was told to go");
      } finally {
        writing.unlock();
      }
    }
    endSession();
    if (told) {
      var ignored = shared.clock().schedule(LAST_WORDS, this::cut);
    } else {
      cut();
    }
  }

  /** Ends the session and cuts the connection. Never waits. Idempotent. */
  void end() {
    if (ended.compareAndSet(false, true)) {
      endSession();
    }
    cut();
  }

  private void endSession() {
    queue.end();
    connection.close();
    onEnd.accept(this);
  }

  private void cut() {
    if (socket.socketContext() instanceof ConnectionContext context) {
      try {
        context.serverSocket().close();
      } catch (RuntimeException e) {
        log.atDebug().setCause(e).log("socket was closed already");
      }
    }
  }

  private void writeAll() {
    Duration pause = shared.limits().keepAlive();
    try {
      boolean good = true;
      while (good && !queue.over()) {
        Optional<byte[]> message = queue.next(pause);
        if (message.isPresent()) {
          good = send(new String(message.get(), UTF_8));
        } else if (isSilent(pause)) {
          log.debug("dropped a client that gave no sign of life");
          good = false;
        } else {
          good = write(open -> open.ping(NO_PAYLOAD));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended.get()) {
        end();
      }
    }
  }

  private boolean isSilent(Duration pause) {
    long silence = shared.clock().nanoTime() - heardAt;
    return silence >= pause.multipliedBy(SILENT_PINGS).toNanos();
  }

  private boolean send(String message) {
    int start = 0;
    while (message.length() - start > FRAME) {
      int end = start + FRAME;
      if (Character.isHighSurrogate(message.charAt(end - 1))) {
        end--;
      }
      String piece = message.substring(start, end);
      if (!write(open -> open.send(piece, false))) {
        return false;
      }
      start = end;
    }
    String rest = message.substring(start);
    return write(open -> open.send(rest, true));
  }

  /** Writes one frame; false if the client has gone. */
  private boolean write(Consumer<WsSession> frame) {
    if (ended.get()) {
      return false;
    }
    writing.lock();
    try {
      shared.slowClients().run(() -> frame.accept(socket));
      return true;
    } catch (RuntimeException e) {
      // the web server has several ways to say that a socket is closed
      log.atDebug().setCause(e).log("client has gone");
      return false;
    } finally {
      writing.unlock();
    }
  }
}
