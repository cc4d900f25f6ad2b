package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log notifications of servers: into the server's log, and to each session that wants them. A server's level is the most
 * verbose that any session seeing it has asked for.
 */
final class LogRouter {

  private static final Logger LOG = LoggerFactory.getLogger(LogRouter.class);
  private static final Duration SET_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_TEXT = 64 * 1024;

  private final LogAppender logs;
  private final Fleet fleet;
  private final SessionTable sessions;
  private final InFlight inFlight;
  private final Deliveries deliveries;
  private final Map<LiveConnection, McpLevel> levels = new ConcurrentHashMap<>();

  LogRouter(
      LogAppender logs,
      Fleet fleet,
      SessionTable sessions,
      InFlight inFlight,
      Deliveries deliveries) {
    this.deliveries = deliveries;
    this.logs = logs;
    this.fleet = fleet;
    this.sessions = sessions;
    this.inFlight = inFlight;
  }

  /** Takes a log notification of a server, for all clients that see it. */
  void take(ServerId id, Envelope notification) {
    take(id, notification, sessions::forEach);
  }

  /** Takes a log notification of a server that is for one client, or with none for the server's log only. */
  void take(ServerId id, Envelope notification, Optional<Session> only) {
    take(id, notification, only::ifPresent);
  }

  private void take(ServerId id, Envelope notification, Consumer<Consumer<Session>> receivers) {
    McpLevel level = notification.text(Member.LEVEL).flatMap(McpLevel::parse).orElse(McpLevel.INFO);
    if (!logs.append(id, LogStream.MCP, level.logLevel(), line(notification))) {
      return; // a flood is not for clients either
    }
    Optional<Span> params = notification
        .span(Member.PARAMS)
        .filter(span -> JsonText.isObject(notification.bytes(), span));
    Optional<Fleet.Live> live = fleet.live(id);
    if (params.isEmpty() || live.isEmpty() || live.get().connection().upstream().isModern()) {
      return; // what a server of 2026-07-28 logs belongs to one request, and its client has got it
    }
    receivers.accept(session -> {
      if (session.view().sees(live.get().server())
          && Granted.something(session.context(), live.get().server().name())
          && session.wantsLog(level)) {
        Server server = live.get().server();
        deliveries.toClient(session.peer(), server, notification, passed -> {
          byte[] shown = SingleLine.of(session.view().showLog(server, passed));
          inFlight
              .beside(session.number(), id)
              .ifPresentOrElse(
                  sink -> sink.accept(shown), () -> session.outbox().put(shown));
        });
      }
    });
  }

  /** Some session has set its level, or some server has come up. */
  void adjust() {
    for (Fleet.Live live : fleet.all()) {
      boolean asked = !live.connection().upstream().isModern();
      if (asked && live.connection().greeting().offers("logging")) {
        sessions
            .levelsOf(live.server())
            .min(Comparator.naturalOrder())
            .filter(level -> levels.put(live.connection(), level) != level)
            .ifPresent(level -> send(live.connection(), level));
      }
    }
  }

  /** A session has set its level, or has got a connection of its own. */
  void adjust(Session session, LiveConnection own) {
    if (own.greeting().offers("logging")) {
      session.level().ifPresent(level -> send(own, level));
    }
  }

  /** Sees to it that a server with a session logs at least from a level on, before a request that wants that. */
  void raise(LiveConnection connection, McpLevel level) throws InterruptedException {
    McpLevel now = connection.logLevel();
    if (connection.upstream().isModern()
        || !connection.greeting().offers("logging")
        || (now != null && now.compareTo(level) <= 0)) {
      return;
    }
    try {
      connection.logLevel(level);
      connection.upstream().ask("logging/setLevel", params(level), SET_TIMEOUT);
    } catch (McpManagerException e) {
      LOG.atDebug().setCause(e).log("a server's log level could not be set for a request");
    }
  }

  void gone(LiveConnection connection) {
    levels.remove(connection);
  }

  private static void send(LiveConnection connection, McpLevel level) {
    connection.logLevel(level);
    Thread.ofVirtual().name("mcp-log-level").start(() -> {
      try {
        connection.upstream().ask("logging/setLevel", params(level), SET_TIMEOUT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (McpManagerException e) {
        LOG.atDebug()
            .setCause(e)
            .addKeyValue("server", connection.life().id())
            .log("a server's log level could not be set");
      }
    });
  }

  private static byte[] params(McpLevel level) {
    return ("{\"level\":\"" + level.text() + "\"}").getBytes(UTF_8);
  }

  private static String line(Envelope notification) {
    byte[] bytes = notification.bytes();
    Optional<Span> params = notification.span(Member.PARAMS);
    String data = params
        .flatMap(span -> JsonText.member(bytes, span, "data"))
        .map(span -> JsonText.isString(bytes, span)
            ? JsonText.decode(bytes, span)
            : new String(bytes, span.start(), span.length(), UTF_8))
        .orElse("");
    String logger = params
        .flatMap(span -> JsonText.member(bytes, span, "logger"))
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> JsonText.decode(bytes, span) + ": ")
        .orElse("");
    String line = logger + data;
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
  }
}
