package io.mcpmanager.api.gateway;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a self-contained message.
 *
 * @param kind what a transport has to know of it
 * @param message the answer, one complete JSON-RPC message in UTF-8, or null for {@link Kind#NONE}
 */
// payloads pass through uncopied
@SuppressWarnings("ArrayRecordComponent")
public record ExchangeAnswer(Kind kind, byte @Nullable [] message) {

  /** What a transport has to know of an answer. */
  public enum Kind {
    /** A result, or an error of whoever worked on the request; over HTTP status 200. */
    DONE,
    /** An error of a request that was not worked on, or could not be without more of the client; over HTTP 400. */
    REFUSED,
    /** The error that there is no such method; over HTTP 404. */
    UNKNOWN_METHOD,
    /** The message needs no answer; over HTTP 202. */
    NONE
  }

  /** The answer, if there is one. */
  public Optional<byte[]> answer() {
    return Optional.ofNullable(message);
  }
}
