package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsSession;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.Area;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.server.http.SlowClients;
import io.mcpmanager.spi.ManagerClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket and its subscriptions.
 *
 * <p>Only one thread at a time may write to the socket, and a write blocks while the client does not read. So whatever
 * must not wait (noticing that the client is silent, ending the connection) does not write.
 */
final class LiveConnection {

  private static final Logger log = LoggerFactory.getLogger(LiveConnection.class);
  private static final BufferData NO_PAYLOAD = BufferData.empty();

  private final WsSession session;
  private final Feeds feeds;
  private final CallContext context;
  private final ManagerClock clock;
  private final SlowClients slowClients;
  private final LiveLimits limits;
  private final Consumer<LiveConnection> onEnd;

  /** Guards the socket's writing side; taken before {@link #lock}, never after. */
  private final ReentrantLock writing = new ReentrantLock(true);

  /** Guards the subscriptions; not held while sending. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, List<Feed>> subscriptions = new HashMap<>();
  private volatile boolean ended;
  private volatile long heardAt;
  private ManagerClock.@Nullable Timer heartbeat;

  LiveConnection(
      WsSession session,
      Feeds feeds,
      CallContext context,
      ManagerClock clock,
      SlowClients slowClients,
      LiveLimits limits,
      Consumer<LiveConnection> onEnd) {
    this.session = session;
    this.feeds = feeds;
    this.context = context;
    this.clock = clock;
    this.slowClients = slowClients;
    this.limits = limits;
    this.onEnd = onEnd;
    this.heardAt = clock.nanoTime();
  }

  void start() {
    scheduleHeartbeat();
  }

  /** The client gave a sign of life. */
  void heard() {
    heardAt = clock.nanoTime();
  }

  void pong(BufferData payload) {
    write(() -> session.pong(payload));
  }

  void onText(String text) {
    try {
      switch (ClientMessageReader.read(text)) {
        case ClientMessage.Subscribe subscribe -> subscribe(subscribe);
        case ClientMessage.Unsubscribe unsubscribe -> unsubscribe(unsubscribe.id());
        case ClientMessage.Ping ignored -> send(message("pong"));
      }
    } catch (McpManagerException e) {
      refuse(e, ClientMessageReader.idOf(text));
    }
  }

  /** Tells the client what was wrong with something it sent. */
  void refuse(McpManagerException e, Optional<String> id) {
    ObjectNode message = ErrorMessages.of(e);
    id.ifPresent(text -> message.put("id", text));
    send(message);
  }

  /** Ends the connection politely. */
  void close(int code, String reason) {
    if (writing.tryLock()) {
      try {
        session.close(code, reason);
      } catch (RuntimeException e) {
        log.atDebug().setCause(e).log("client had gone before it was told to go");
      } finally {
        writing.unlock();
      }
    }
    end();
  }

  /** Cuts the connection and ends everything that belongs to it. Never blocks. Idempotent. */
  void end() {
    List<Feed> open = new ArrayList<>();
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      subscriptions.values().forEach(open::addAll);
      subscriptions.clear();
      if (heartbeat != null) {
        heartbeat.cancel();
      }
    } finally {
      lock.unlock();
    }
    cut();
    onEnd.accept(this);
    // on a thread of its own: a feed may be what noticed the end, and closing it waits for it
    Thread.ofVirtual().name("live-end").start(() -> open.forEach(Feed::close));
  }

  private void cut() {
    if (session.socketContext() instanceof ConnectionContext connection) {
      try {
        connection.serverSocket().close();
      } catch (RuntimeException e) {
        log.atDebug().setCause(e).log("socket was closed already");
      }
    }
  }

  private void subscribe(ClientMessage.Subscribe subscribe) {
    String id = subscribe.id();
    List<Feed> fresh = new ArrayList<>();
    long latest = onlyCalls(subscribe) ? 0 : feeds.latestEvent(context);
    for (String topic : subscribe.topics()) {
      Outlet outlet = (message, position) -> send(message.put("subscription", id));
      if (topic.equals(ServerFeed.TOPIC)) {
        fresh.add(feeds.servers(context, outlet));
      } else if (topic.equals(CallFeed.TOPIC)) {
        fresh.add(feeds.calls(context, subscribe.events().servers(), outlet));
      } else if (topic.equals(ClientMessageReader.EVENTS)) {
        var source = feeds.events(context, subscribe.events());
        fresh.add(new LogFeed<>(source, topic, subscribe.after().orElse(latest), outlet));
      } else {
        String server = topic.substring(ClientMessageReader.LOGS.length());
        var source = feeds.lines(context, server, subscribe.lines());
        long latestLine = source.latest();
        fresh.add(new LogFeed<>(source, topic, subscribe.after().orElse(latestLine), outlet));
        if (subscribe.topics().size() == 1) {
          latest = latestLine;
        }
      }
    }
    if (add(id, fresh)) {
      send(message("subscribed").put("id", id).put("latest", latest));
      fresh.forEach(Feed::start);
    }
  }

  /** Who may see calls need not see events. */
  private static boolean onlyCalls(ClientMessage.Subscribe subscribe) {
    return subscribe.topics().equals(List.of(CallFeed.TOPIC));
  }

  private boolean add(String id, List<Feed> fresh) {
    lock.lock();
    try {
      int open = subscriptions.values().stream().mapToInt(List::size).sum();
      if (open + fresh.size() > limits.maxSubscriptions()) {
        throw new McpManagerException(
            ErrorCode.LIMIT_REACHED,
            "a connection may subscribe to at most " + limits.maxSubscriptions() + " topics");
      }
      if (subscriptions.containsKey(id)) {
        throw new McpManagerException(
            ErrorCode.VALIDATION_FAILED, "id: there is a subscription with this id already");
      }
      if (ended) {
        return false;
      }
      subscriptions.put(id, fresh);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void unsubscribe(String id) {
    List<Feed> old;
    lock.lock();
    try {
      old = subscriptions.remove(id);
    } finally {
      lock.unlock();
    }
    if (old == null) {
      throw new McpManagerException(
          ErrorCode.VALIDATION_FAILED, "id: there is no subscription with this id");
    }
    old.forEach(Feed::close);
    send(message("unsubscribed").put("id", id));
  }

  private void scheduleHeartbeat() {
    lock.lock();
    try {
      if (!ended) {
        heartbeat = clock.schedule(limits.heartbeat(), this::beat);
      }
    } finally {
      lock.unlock();
    }
  }

  private void beat() {
    if (clock.nanoTime() - heardAt >= limits.silence().toNanos()) {
      log.atDebug().log("dropped a client that gave no sign of life");
      end();
      return;
    }
    scheduleHeartbeat();
    // a writer that is blocked will be noticed by the silence that follows
    if (writing.tryLock()) {
      try {
        ObjectNode beat = message("heartbeat");
        if (context.grants().allowsSome(Area.EVENTS, Action.READ)) {
          beat.put("latest", feeds.latestEvent(context));
        }
        send(beat);
        write(() -> session.ping(NO_PAYLOAD));
      } finally {
        writing.unlock();
      }
    }
  }

  private void send(ObjectNode message) {
    String text = message.toString();
    write(() -> session.send(text, true));
  }

  private void write(Runnable frame) {
    boolean failed = false;
    writing.lock();
    try {
      if (!ended) {
        slowClients.run(frame);
      }
    } catch (RuntimeException e) {
      // the web server has several ways to say that a socket is closed
      log.atDebug().setCause(e).log("client has gone");
      failed = true;
    } finally {
      writing.unlock();
    }
    if (failed) {
      end();
    }
  }

  private static ObjectNode message(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
