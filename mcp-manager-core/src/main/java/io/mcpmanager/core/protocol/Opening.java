package io.mcpmanager.core.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.wire.ArrayCursor;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.ChannelException;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which era a server is of. It is asked to say what it is, as servers of 2026-07-28 can be. A server that
 * answers anything else, or refuses, is of an older revision and gets {@code initialize}; so does one that is silent,
 * which may still be starting: then the first of the two answers that makes sense counts.
 */
final class Opening {

  /**
   * How it went.
   *
   * @param greeting what the server is
   * @param era how it is spoken to
   * @param certain whether the server itself has shown its era, so that it may be remembered
   */
  record Found(ServerGreeting greeting, Era era, boolean certain) {}

  private static final String DISCOVER = "server/discover";

  private final Conversation conversation;
  private final MessageChannel channel;
  private final ManagerClock clock;
  private final ClientIdentity self;
  private final ModernEra modern;

  Opening(
      Conversation conversation, MessageChannel channel, ManagerClock clock, ClientIdentity self) {
    this.conversation = conversation;
    this.channel = channel;
    this.clock = clock;
    this.self = self;
    this.modern = new ModernEra(self);
  }

  /** By the handshake only. */
  Found initialize(Duration timeout) throws InterruptedException {
    return new Found(
        Handshake.perform(conversation, channel, self, timeout), new LegacyEra(), true);
  }

  /** By discovery only. */
  Found discover(Duration timeout) throws InterruptedException {
    try {
      Envelope answer = askWhatItIs(timeout);
      return discovered(answer)
          .orElseThrow(() -> failed(
              "the server does not speak " + ModernEra.REVISION + ": " + said(answer), null));
    } catch (McpManagerException e) {
      throw e.code() == ErrorCode.HANDSHAKE_FAILED
          ? e
          : failed("expected an answer to " + DISCOVER + ", but " + e.getMessage(), e);
    }
  }

  /**
   * By whichever the server knows.
   *
   * @param patience how long discovery alone is waited for
   * @throws ProbeFailedException if the connection ended before the server had said anything
   */
  Found either(Duration patience, Duration timeout) throws InterruptedException {
    long end = clock.nanoTime() + timeout.toNanos();
    var discovery = new CompletableFuture<Envelope>();
    var first = new CompletableFuture<Boolean>();
    ManagerClock.Timer timer = clock.schedule(patience, () -> first.complete(false));
    Thread asking = Thread.ofVirtual().name("mcp-discover").start(() -> {
      ask(timeout, discovery);
      first.complete(true);
    });
    try {
      boolean answered = get(first);
      if (!answered) {
        return whileSilent(discovery, left(end));
      }
      return answered(discovery, left(end));
    } finally {
      timer.cancel();
      asking.interrupt();
    }
  }

  private Found answered(CompletableFuture<Envelope> discovery, Duration left)
      throws InterruptedException {
    boolean certain = true;
    try {
      Optional<Found> found = discovered(get(discovery));
      if (found.isPresent()) {
        return found.get();
      }
    } catch (McpManagerException e) {
      if (conversation.closed().isDone()) {
        throw new ProbeFailedException(
            "the connection ended when the server was asked what it is: "
                + conversation.closed().join(),
            e);
      }
      // a refusal says something about the server, a failure on the way does not
      certain = e instanceof ChannelException refused && refused.neverSent();
    }
    return new Found(initialize(left).greeting(), new LegacyEra(), certain);
  }

  /** The server may be of an old revision and ignore what it does not know, or it may be slow. */
  private Found whileSilent(CompletableFuture<Envelope> discovery, Duration left)
      throws InterruptedException {
    var shaken = new CompletableFuture<Found>();
    Thread shaking = Thread.ofVirtual().name("mcp-initialize").start(() -> {
      try {
        shaken.complete(initialize(left));
      } catch (McpManagerException e) {
        shaken.completeExceptionally(e);
      } catch (InterruptedException e) {
        shaken.cancel(false);
      }
    });
    try {
      var either = new CompletableFuture<Optional<Found>>();
      var late = discovery.handle((answer, failure) -> {
        Optional<Found> found = answer == null ? Optional.empty() : discovered(answer);
        return found.isPresent() && either.complete(found);
      });
      var early =
          shaken.handle((found, failure) -> found != null && either.complete(Optional.empty()));
      var ignored = late.thenCombine(early, (one, other) -> either.complete(Optional.empty()));
      Optional<Found> modernFirst = get(either);
      return modernFirst.isPresent() ? modernFirst.get() : get(shaken);
    } catch (McpManagerException e) {
      if (conversation.closed().isDone()) {
        throw new ProbeFailedException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    } finally {
      shaking.interrupt();
    }
  }

  private void ask(Duration timeout, CompletableFuture<Envelope> answer) {
    try {
      answer.complete(askWhatItIs(timeout));
    } catch (McpManagerException e) {
      answer.completeExceptionally(e);
    } catch (InterruptedException e) {
      answer.cancel(false);
    }
  }

  /** A server that refuses the revision and in the same breath names it as one it speaks is asked once more. */
  private Envelope askWhatItIs(Duration timeout) throws InterruptedException {
    long end = clock.nanoTime() + timeout.toNanos();
    Envelope answer = conversation.ask(modern, DISCOVER, null, timeout);
    return refusesAndNamesUs(answer) ? conversation.ask(modern, DISCOVER, null, left(end)) : answer;
  }

  private static boolean refusesAndNamesUs(Envelope answer) {
    byte[] bytes = answer.bytes();
    return answer.kind() == Envelope.Kind.ERROR_RESPONSE
        && answer
            .span(Member.ERROR_CODE)
            .map(span -> new String(span.copyFrom(bytes), UTF_8))
            .filter(ModernExchange.UNSUPPORTED_REVISION::equals)
            .isPresent()
        && answer
            .span(Member.ERROR_DATA)
            .flatMap(data -> JsonText.member(bytes, data, "supported"))
            .filter(list -> names(bytes, list))
            .isPresent();
  }

  /** What the server is, if it says that it speaks the revision. */
  private Optional<Found> discovered(Envelope answer) {
    boolean speaks =
        switch (answer.kind()) {
          case RESPONSE ->
            answer
                .span(Member.RESULT)
                .flatMap(result -> JsonText.member(answer.bytes(), result, "supportedVersions"))
                .filter(list -> names(answer.bytes(), list))
                .isPresent();
          default -> false;
        };
    if (!speaks) {
      return Optional.empty();
    }
    channel.negotiated(ModernEra.REVISION.text());
    return Optional.of(
        new Found(ServerGreeting.discovered(ModernEra.REVISION, answer), modern, true));
  }

  private static boolean names(byte[] bytes, Span list) {
    if (bytes[list.start()] != '[') {
      return false;
    }
    var cursor = new ArrayCursor(bytes, list);
    while (cursor.next()) {
      Span element = cursor.element();
      if (JsonText.isString(bytes, element)
          && JsonText.decode(bytes, element).equals(ModernEra.REVISION.text())) {
        return true;
      }
    }
    return false;
  }

  private static String said(Envelope answer) {
    if (answer.kind() == Envelope.Kind.ERROR_RESPONSE) {
      return answer.text(Member.ERROR_MESSAGE).orElse("it gave no reason");
    }
    return "it says that it speaks other revisions only";
  }

  private Duration left(long end) {
    return Duration.ofNanos(Math.max(1, end - clock.nanoTime()));
  }

  private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof McpManagerException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }

  private static McpManagerException failed(String message, @Nullable Throwable cause) {
    return new McpManagerException(ErrorCode.HANDSHAKE_FAILED, message, cause);
  }
}
