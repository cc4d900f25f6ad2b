package io.mcpmanager.server.bridge;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The GET stream of a session, on which comes what belongs to no request; taken up again whenever it drops. */
final class UnrelatedStream implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UnrelatedStream.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private final ManagerEndpoint endpoint;
  private final GatewaySession.Agreed session;
  private final MessageSink client;
  private final Consumer<GatewaySession.Agreed> onForgotten;
  private final Transfer transfer;
  private String last = "";
  private Duration pause = SHORTEST_PAUSE;

  /** A stream that says once if the gateway does not know the session. */
  UnrelatedStream(
      ManagerEndpoint endpoint,
      GatewaySession.Agreed session,
      MessageSink client,
      Consumer<GatewaySession.Agreed> onForgotten) {
    this.endpoint = endpoint;
    this.session = session;
    this.client = client;
    this.onForgotten = onForgotten;
    this.transfer = new Transfer(endpoint, Duration.ZERO);
  }

  void start() {
    Thread.ofVirtual().name("mcp-follow").start(this::follow);
  }

  private void follow() {
    try {
      boolean wanted = true;
      while (wanted) {
        try {
          wanted = readOnce();
        } catch (IOException e) {
          LOG.atDebug().setCause(e).log("the stream of the session dropped");
        }
        wanted = wanted && transfer.pause(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
            ? pause.multipliedBy(2)
            : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads one connection's part of the stream; false if there is nothing more to come. */
  private boolean readOnce() throws IOException, InterruptedException {
    HttpResponse response = transfer.send(endpoint.get(session.headers(), last));
    try (var body = response.body()) {
      if (response.status() != 200 || !ManagerEndpoint.isEventStream(response)) {
        return isWorthAnotherTry(response.status());
      }
      var events = new SseReader(body, AnswerReader.MAX_MESSAGE);
      try {
        for (Optional<SseEvent> next = events.next(); next.isPresent(); next = events.next()) {
          pause = SHORTEST_PAUSE;
          if (next.get().data().length > 0 && !next.get().isCut()) {
            client.accept(next.get().data());
          }
        }
      } finally {
        last = events.lastEventId().isEmpty() ? last : events.lastEventId();
      }
    }
    return true;
  }

  private boolean isWorthAnotherTry(int status) {
    return switch (status) {
      case 404 -> {
        onForgotten.accept(session);
        yield false;
      }
      case 400 -> {
        // what was to be resumed is not kept any more
        boolean resumed = !last.isEmpty();
        last = "";
        yield resumed;
      }
      // 409: the gateway has not noticed yet that our last connection is gone
      default -> status == 409 || status >= 500;
    };
  }

  @Override
  public void close() {
    transfer.cancel();
  }
}
