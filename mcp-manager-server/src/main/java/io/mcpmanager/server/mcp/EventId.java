package io.mcpmanager.server.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mcpmanager.core.wire.JsonSyntaxException;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.RequestId;
import io.mcpmanager.core.wire.Span;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one event of a session: the stream it belongs to and its place there. Streams of different lives of a session
 * have different numbers. The id of an event on a request's stream also says which request that is: should the manager
 * be restarted and the client come back with it, then there is nothing else left to know it by.
 *
 * @param stream number of the stream within the session
 * @param position place within the stream, from 1; 0 is the place before the first event
 * @param request the request that is answered on the stream, or null if there is none or its id is too long
 */
record EventId(long stream, long position, @Nullable RequestId request) {

  private static final long STREAMS_OF_A_LIFE = 1_000_000_000;
  private static final int MAX_REQUEST = 60;
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18})-(\\d{1,18})(?:-([A-Za-z0-9_-]{1,80}))?");

  static Optional<EventId> parse(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches() ? parse(matcher) : Optional.empty();
  }

  private static Optional<EventId> parse(Matcher matcher) {
    long stream = Long.parseLong(matcher.group(1));
    long position = Long.parseLong(matcher.group(2));
    String request = matcher.group(3);
    if (request == null) {
      return Optional.of(new EventId(stream, position, null));
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(request);
      JsonText.check(json);
      return RequestId.read(json, new Span(0, json.length))
          .map(id -> new EventId(stream, position, id));
    } catch (IllegalArgumentException | JsonSyntaxException e) {
      return Optional.empty();
    }
  }

  /** The number of the first stream of a session's life, which is for messages that belong to no request. */
  static long firstOfLife(int life) {
    return life * STREAMS_OF_A_LIFE;
  }

  /** The life of the session that the stream belongs to. */
  long life() {
    return stream / STREAMS_OF_A_LIFE;
  }

  /** Whether the stream is, or was in its life, the one for messages that belong to no request. */
  boolean unsolicited() {
    return stream % STREAMS_OF_A_LIFE == 0;
  }

  String text() {
    String place = stream + "-" + position;
    return request == null ? place : place + "-" + encoded(request);
  }

  /** The request as ids of events name it, or null if that would be too long. */
  static @Nullable RequestId nameable(@Nullable RequestId request) {
    return request == null || request.toJson().length > MAX_REQUEST ? null : request;
  }

  private static String encoded(RequestId request) {
    return new String(Base64.getUrlEncoder().withoutPadding().encode(request.toJson()), US_ASCII);
  }
}
