package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.core.wire.SseWriter;
import io.mcpmanager.server.http.SlowClients;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a reader gives as an event stream, until the stream is over or the client has gone. */
final class StreamResponse {

  private static final Logger log = LoggerFactory.getLogger(StreamResponse.class);
  private static final Header EVENT_STREAM =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/event-stream");
  private static final Header NO_CACHE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  // tells reverse proxies to pass each event on at once
  private static final Header UNBUFFERED = HeaderValues.createCached("X-Accel-Buffering", "no");
  private static final byte[] KEEP_ALIVE = SseWriter.comment("keep-alive");
  private static final byte[] OPEN = SseWriter.comment("open");

  private final ServerResponse response;
  private final SlowClients slowClients;
  private final McpLimits limits;

  StreamResponse(ServerResponse response, SlowClients slowClients, McpLimits limits) {
    this.response = response;
    this.slowClients = slowClients;
    this.limits = limits;
  }

  /**
   * Returns when nothing more can be written; never throws because the client has gone.
   *
   * @param primed whether the client expects a first event that only carries an id
   * @param alive asked when nothing was to be written for a while
   */
  void write(SessionStreams.Reader reader, boolean primed, BooleanSupplier alive)
      throws InterruptedException {
    head();
    try (OutputStream out = response.outputStream()) {
      send(out, primed ? priming(reader.position()) : OPEN);
      while (true) {
        var event = reader.next(limits.keepAlive());
        if (event.isEmpty() && (reader.over() || !alive.getAsBoolean())) {
          return;
        }
        send(out, event.orElse(KEEP_ALIVE));
      }
    } catch (IOException | UncheckedIOException e) {
      log.atDebug().setCause(e).log("client left its event stream");
    }
  }

  /** Writes what waits until nothing more will come; false if the client has gone. */
  boolean write(EventQueue events) throws InterruptedException {
    head();
    try (OutputStream out = response.outputStream()) {
      send(out, OPEN);
      while (true) {
        var event = events.next(limits.keepAlive());
        if (event.isEmpty() && events.over()) {
          return true;
        }
        send(out, event.orElse(KEEP_ALIVE));
      }
    } catch (IOException | UncheckedIOException e) {
      log.atDebug().setCause(e).log("client left its event stream");
      return false;
    }
  }

  private void head() {
    response.header(EVENT_STREAM).header(NO_CACHE).header(UNBUFFERED);
  }

  private byte[] priming(EventId position) {
    String text =
        "id: " + position.text() + "\nretry: " + limits.reconnectDelay().toMillis() + "\ndata:\n\n";
    return text.getBytes(UTF_8);
  }

  private void send(OutputStream out, byte[] bytes) throws IOException {
    slowClients.write(out, bytes);
    slowClients.write(out::flush);
  }
}
