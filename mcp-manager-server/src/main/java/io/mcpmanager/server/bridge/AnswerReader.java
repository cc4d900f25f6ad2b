package io.mcpmanager.server.bridge;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpHeader;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.SseEvent;
import io.mcpmanager.core.wire.SseReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hands on what answers one request, be it JSON or an event stream, which is resumed where that is possible. */
final class AnswerReader {

  /** Longest message taken from the manager. */
  static final int MAX_MESSAGE = 128 * 1024 * 1024;

  private static final Duration BEFORE_RESUMING = Duration.ofMillis(250);
  private static final int MOST_FRUITLESS = 5;

  private final ManagerEndpoint endpoint;
  private final MessageSink client;
  private final RequestId id;
  private final Transfer transfer;

  AnswerReader(ManagerEndpoint endpoint, MessageSink client, RequestId id, Transfer transfer) {
    this.endpoint = endpoint;
    this.client = client;
    this.id = id;
    this.transfer = transfer;
  }

  /**
   * Reads until the answer has been handed on.
   *
   * @param session headers to resume with; empty if there is no session
   */
  void read(HttpResponse response, List<HttpHeader> session)
      throws IOException, InterruptedException {
    try (InputStream body = response.body()) {
      if (response.status() >= 300) {
        client.accept(Replies.refused(id, endpoint.place(), response));
      } else if (ManagerEndpoint.isEventStream(response)) {
        readStream(body, session);
      } else if (ManagerEndpoint.isJson(response)) {
        client.accept(whole(body));
      }
      // else the request was cancelled, and nobody waits
    }
  }

  static byte[] whole(InputStream body) throws IOException {
    byte[] answer = body.readNBytes(MAX_MESSAGE + 1);
    if (answer.length > MAX_MESSAGE) {
      throw tooLong(answer.length);
    }
    return answer;
  }

  private void readStream(InputStream first, List<HttpHeader> session)
      throws IOException, InterruptedException {
    InputStream next = first;
    String last = "";
    int fruitless = 0;
    while (true) {
      var events = new SseReader(next, MAX_MESSAGE);
      IOException end = new EOFException("the stream ended");
      try (InputStream stream = next) {
        if (readEvents(events)) {
          return;
        }
      } catch (IOException e) {
        end = e;
      }
      fruitless = events.lastEventId().isEmpty() ? fruitless + 1 : 0;
      last = events.lastEventId().isEmpty() ? last : events.lastEventId();
      if (session.isEmpty()
          || last.isEmpty()
          || fruitless > MOST_FRUITLESS
          || !transfer.pause(BEFORE_RESUMING)) {
        throw end;
      }
      HttpResponse resumed = resume(session, last, end);
      next = resumed.body();
      if (resumed.status() != 200 || !ManagerEndpoint.isEventStream(resumed)) {
        next.close();
        throw end;
      }
    }
  }

  private HttpResponse resume(List<HttpHeader> session, String last, IOException end)
      throws IOException, InterruptedException {
    try {
      return transfer.send(endpoint.get(session, last));
    } catch (ConnectException nobody) {
      // the request had been sent, so what tells of its end says more
      end.addSuppressed(nobody);
      throw end;
    }
  }

  /** Hands on events; true once the answer was among them. */
  private boolean readEvents(SseReader events) throws IOException {
    for (Optional<SseEvent> next = events.next(); next.isPresent(); next = events.next()) {
      SseEvent event = next.get();
      if (event.isCut()) {
        throw tooLong(event.dataLength());
      }
      if (event.data().length > 0) {
        client.accept(event.data());
        if (isAnswer(event.data())) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isAnswer(byte[] message) {
    Envelope envelope = Envelope.read(message);
    return switch (envelope.kind()) {
      case RESPONSE, ERROR_RESPONSE -> envelope.id().filter(id::equals).isPresent();
      default -> false;
    };
  }

  private static IOException tooLong(long length) {
    return new IOException(
        "the answer has " + length + " bytes or more, allowed are " + MAX_MESSAGE);
  }
}
