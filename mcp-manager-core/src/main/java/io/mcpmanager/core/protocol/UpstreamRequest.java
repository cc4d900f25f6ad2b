package io.mcpmanager.core.protocol;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Splice;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's request on its way to a server.
 *
 * @param message as the client sent it
 * @param edits what must be different for the server, besides id and progress token
 * @param timeout longest time until the answer
 * @param onProgress takes progress notifications with the server's token, or null if the client wants none
 * @param cancellation ends the request early
 * @param client on whose behalf; servers of 2026-07-28 are told with each request
 * @param inputs takes what the server wants to know of the client meanwhile, or null if the client can't be asked while
 *     the request is under way; an answer of type {@code input_required} then is the answer
 * @param onLog takes log messages that are known to belong to the request, or null
 */
public record UpstreamRequest(
    Envelope message,
    Consumer<Splice> edits,
    Duration timeout,
    @Nullable Consumer<Envelope> onProgress,
    Cancellation cancellation,
    ClientProfile client,
    @Nullable InputHandler inputs,
    @Nullable Consumer<Envelope> onLog) {

  /** A request whose client wants no log messages. */
  public UpstreamRequest(
      Envelope message,
      Consumer<Splice> edits,
      Duration timeout,
      @Nullable Consumer<Envelope> onProgress,
      Cancellation cancellation,
      ClientProfile client,
      @Nullable InputHandler inputs) {
    this(message, edits, timeout, onProgress, cancellation, client, inputs, null);
  }

  /** The message as the server gets it, its id serving as progress token too. */
  byte[] encode(long id) {
    byte[] number = RequestId.of(id).toJson();
    var splice = Splice.of(message).replace(message.span(Member.ID).orElseThrow(), number);
    if (onProgress != null) {
      splice.progressToken(message, number);
    }
    edits.accept(splice);
    return splice.apply(message.span(Member.MESSAGE).orElseThrow());
  }
}
