package io.mcpmanager.server.bridge;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.HttpHeader;
import io.mcpmanager.core.wire.HttpResponse;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session at the gateway that a client's initialize has opened. When the gateway has forgotten it, it is opened anew
 * with the client's own words, and what the client had set is set again. Thread-safe.
 */
final class GatewaySession implements AutoCloseable {

  /**
   * What was agreed on.
   *
   * @param headers that go with each of its messages
   */
  record Agreed(String id, List<HttpHeader> headers) {}

  private static final Logger LOG = LoggerFactory.getLogger(GatewaySession.class);
  private static final String SESSION_ID = "Mcp-Session-Id";
  private static final String FIRST_WITH_VERSION_HEADER = "2025-06-18";
  private static final Duration GOODBYE = Duration.ofSeconds(1);
  private static final int MOST_SETTINGS = 1_000;
  private static final List<String> LISTS = List.of("tools", "prompts", "resources");

  private final ManagerEndpoint endpoint;
  private final Duration patience;
  private final MessageSink client;

  /** Guards opening a session anew; held while that takes its exchanges. */
  private final ReentrantLock renewing = new ReentrantLock();

  /** Guards the settings. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, byte[]> settings = new LinkedHashMap<>();
  private volatile @Nullable CountDownLatch opening;
  private volatile @Nullable Agreed agreed;
  private volatile byte @Nullable [] initialize;
  private volatile @Nullable UnrelatedStream stream;
  private volatile boolean initialized;
  private volatile boolean closed;

  GatewaySession(ManagerEndpoint endpoint, Duration patience, MessageSink client) {
    this.endpoint = endpoint;
    this.patience = patience;
    this.client = client;
  }

  /** Lets the messages that follow wait for the session that {@link #open} is about to bring. */
  void announce() {
    opening = new CountDownLatch(1);
  }

  /** Opens the session with the client's initialize, and hands on the answer. */
  void open(Envelope request, Transfer transfer) throws IOException, InterruptedException {
    try {
      HttpResponse response = transfer.send(endpoint.post(request.bytes(), List.of()));
      try (InputStream body = response.body()) {
        if (response.status() >= 300 || !ManagerEndpoint.isJson(response)) {
          client.accept(Replies.refused(request.id().orElseThrow(), endpoint.place(), response));
          return;
        }
        byte[] answer = AnswerReader.whole(body);
        agreed = agreed(response, answer).orElse(null);
        initialize = request.bytes();
        client.accept(answer);
      }
    } finally {
      CountDownLatch over = opening;
      if (over != null) {
        over.countDown();
      }
    }
  }

  /** The session; empty if there is none, which is waited for if it is just being opened. */
  Optional<Agreed> current() throws InterruptedException {
    CountDownLatch over = opening;
    if (over != null) {
      over.await();
    }
    return Optional.ofNullable(agreed);
  }

  boolean isOpen() {
    return agreed != null;
  }

  /** Begins to hand on what belongs to no request. */
  void follow() {
    Agreed open = agreed;
    if (open != null && !closed) {
      initialized = true;
      UnrelatedStream before = stream;
      var next = new UnrelatedStream(endpoint, open, client, this::forgotten);
      stream = next;
      if (before != null) {
        before.close();
      }
      if (closed) {
        next.close();
      } else {
        next.start();
      }
    }
  }

  /** Keeps what the client sets, for a session that has to be opened anew. */
  void remember(Envelope request) {
    Optional<String> uri = request.text(Member.URI);
    lock.lock();
    try {
      switch (request.method()) {
        case "logging/setLevel" -> settings.put("", request.bytes());
        case "resources/subscribe" -> {
          if (settings.size() < MOST_SETTINGS) {
            uri.ifPresent(name -> settings.put(name, request.bytes()));
          }
        }
        case "resources/unsubscribe" -> uri.ifPresent(settings::remove);
        default -> {
          // sets nothing
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens the session anew, unless somebody else has meanwhile.
   *
   * @param lost the session that is gone
   * @return the session to use now
   */
  Agreed renew(Agreed lost, Transfer transfer) throws IOException, InterruptedException {
    renewing.lockInterruptibly();
    try {
      Agreed current = agreed;
      byte[] words = initialize;
      if (closed || words == null || current == null) {
        throw new IOException("the session has ended");
      }
      if (!current.equals(lost)) {
        return current;
      }
      LOG.info("the manager at {} has forgotten the session; opening it anew", endpoint.place());
      HttpResponse response = transfer.send(endpoint.post(words, List.of()));
      byte[] answer;
      try (InputStream body = response.body()) {
        answer = AnswerReader.whole(body);
      }
      Agreed fresh = agreed(response, answer)
          .orElseThrow(() -> new IOException("the manager did not let the session be opened anew"));
      agreed = fresh;
      if (initialized) {
        restore(fresh, transfer);
        follow();
        tellChanges(Envelope.read(answer));
      }
      return fresh;
    } finally {
      renewing.unlock();
    }
  }

  /** The stream has been told that there is no such session. */
  private void forgotten(Agreed lost) {
    try (var transfer = new Transfer(endpoint, patience)) {
      var ignored = renew(lost, transfer);
    } catch (IOException e) {
      LOG.atWarn()
          .setCause(e)
          .log("the session could not be opened anew; the next message tries again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restore(Agreed fresh, Transfer transfer) throws IOException, InterruptedException {
    List<byte[]> messages = new ArrayList<>();
    messages.add(Messages.notification("notifications/initialized", null));
    lock.lock();
    try {
      messages.addAll(settings.values());
    } finally {
      lock.unlock();
    }
    for (byte[] message : messages) {
      transfer.send(endpoint.post(message, fresh.headers())).body().close();
    }
  }

  /** What was offered may be different now. */
  private void tellChanges(Envelope answer) {
    for (String list : LISTS) {
      if (Replies.isTrue(answer, "capabilities", list, "listChanged")) {
        client.accept(Messages.notification("notifications/" + list + "/list_changed", null));
      }
    }
  }

  private static Optional<Agreed> agreed(HttpResponse response, byte[] answer) {
    Envelope envelope = Envelope.read(answer);
    if (envelope.kind() != Envelope.Kind.RESPONSE) {
      return Optional.empty();
    }
    return response.header(SESSION_ID).map(id -> {
      List<HttpHeader> headers = new ArrayList<>();
      headers.add(new HttpHeader(SESSION_ID, id));
      envelope
          .span(Member.RESULT)
          .filter(result -> JsonText.isObject(answer, result))
          .flatMap(result -> JsonText.member(answer, result, "protocolVersion"))
          .filter(version -> JsonText.isString(answer, version))
          .map(version -> JsonText.decode(answer, version))
          .filter(version -> version.compareTo(FIRST_WITH_VERSION_HEADER) >= 0)
          .ifPresent(
              version -> headers.add(new HttpHeader(ModernHeaders.PROTOCOL_VERSION, version)));
      return new Agreed(id, List.copyOf(headers));
    });
  }

  /** Ends the session at the gateway too, if that answers. */
  @Override
  public void close() {
    closed = true;
    UnrelatedStream open = stream;
    if (open != null) {
      open.close();
    }
    Agreed last = agreed;
    if (last != null) {
      agreed = null;
      try (var exchange = endpoint.exchange(endpoint.delete(last.headers(), GOODBYE))) {
        exchange.send().body().close();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("the session ends by itself");
      }
    }
  }
}
