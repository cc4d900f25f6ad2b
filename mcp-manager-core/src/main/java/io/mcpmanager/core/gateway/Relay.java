package io.mcpmanager.core.gateway;

import io.mcpmanager.api.gateway.MessageSink;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Splice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages beside the answer of one call to whoever waits for it now: a client that comes again may have
 * another progress token. What comes while nobody waits is dropped.
 */
final class Relay implements MessageSink {

  private record Target(MessageSink sink, @Nullable RequestId token) {}

  private final Optional<RequestId> firstToken;
  private volatile @Nullable Target target;

  /** A relay for the client that sent the request. */
  Relay(Envelope request, MessageSink sink) {
    this.firstToken = request.token(Member.META_PROGRESS_TOKEN);
    this.target = new Target(sink, firstToken.orElse(null));
  }

  /** Somebody else waits from now on. */
  void to(Envelope request, MessageSink sink) {
    target = new Target(sink, request.token(Member.META_PROGRESS_TOKEN).orElse(null));
  }

  /** Nobody waits. */
  void toNobody() {
    target = null;
  }

  @Override
  public void accept(byte[] message) {
    Target now = target;
    if (now == null) {
      return;
    }
    Optional<RequestId> token = Optional.ofNullable(now.token());
    if (token.equals(firstToken)) {
      now.sink().accept(message);
      return;
    }
    Envelope read = Envelope.read(message);
    if (read.kind() == Envelope.Kind.NOTIFICATION
        && read.method().equals("notifications/progress")) {
      token.ifPresent(wanted -> now.sink()
          .accept(Splice.of(message)
              .replace(read.span(Member.PROGRESS_TOKEN).orElseThrow(), wanted.toJson())
              .apply()));
    } else {
      now.sink().accept(message);
    }
  }
}
