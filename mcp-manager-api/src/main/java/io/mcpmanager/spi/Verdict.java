package io.mcpmanager.spi;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.mcp.Json;
import java.util.Objects;

/** What becomes of a message that an interceptor has seen. */
public sealed interface Verdict {

  /** It goes on as it is. */
  record Pass() implements Verdict {

    private static final Pass INSTANCE = new Pass();
  }

  /**
   * It goes on with another payload, which the next interceptor sees.
   *
   * @param payload an object; what the gateway has decided by (names, URIs, tokens) must be as before, else the message is
   *     refused
   */
  record Replace(Json payload) implements Verdict {

    /** Refuses null. */
    public Replace {
      Objects.requireNonNull(payload, "payload");
    }
  }

  /**
   * It goes no further. Of a request or an answer, who has asked gets an error instead; a notification is dropped.
   *
   * @param code why, for programs; decides the number of the JSON-RPC error
   * @param message why, for people; they get to read it
   */
  record Reject(ErrorCode code, String message) implements Verdict {

    /** Refuses nulls. */
    public Reject {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
    }
  }

  /** Lets the message go on as it is. */
  static Verdict pass() {
    return Pass.INSTANCE;
  }

  /** Lets it go on with another payload. */
  static Verdict replace(Json payload) {
    return new Replace(payload);
  }

  /** Refuses it. */
  static Verdict reject(ErrorCode code, String message) {
    return new Reject(code, message);
  }
}
