package io.mcpmanager.api.gateway;

import io.mcpmanager.api.server.ServerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request that the gateway carried to a server. It holds neither arguments nor results.
 *
 * @param at when it began
 * @param took until it was answered, or given up
 * @param correlationId of the request that caused it
 * @param session number of the client's session, as in {@link ConnectedClient}
 * @param client name the client gives itself; not to be trusted
 * @param principal on whose behalf
 * @param serverId which server was asked
 * @param server its name then
 * @param method such as {@code tools/call}
 * @param target name or URI of what was asked for, as the client wrote it, cut after 256 characters; may be empty
 * @param outcome how it went
 * @param error why, for people, if it was not answered; else null
 * @param requestBytes length of the client's message
 * @param responseBytes length of the server's answer; 0 if there was none
 */
public record CallRecord(
    Instant at,
    Duration took,
    String correlationId,
    String session,
    String client,
    String principal,
    ServerId serverId,
    String server,
    String method,
    String target,
    Outcome outcome,
    @Nullable String error,
    int requestBytes,
    int responseBytes) {

  /** How a request went. */
  public enum Outcome {
    /** The server answered with a result. */
    SUCCEEDED("succeeded"),
    /** The server answered with a result that says that the tool failed; looked for in results up to 64 KiB. */
    TOOL_FAILED("tool-failed"),
    /** The server answered with a JSON-RPC error. */
    REFUSED("refused"),
    /** There was no answer: the server does not run, took too long, is too busy, or died. */
    FAILED("failed"),
    /** An access policy or an interceptor did not let the request, or its answer, pass. */
    DENIED("denied"),
    /** The client did not want the answer any more. */
    CANCELLED("cancelled");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    /** The text that REST bodies and metrics show. */
    public String text() {
      return text;
    }
  }

  /** Refuses missing parts. */
  public CallRecord {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(took, "took");
    Objects.requireNonNull(outcome, "outcome");
  }

  /** Why it was not answered, for people. */
  public Optional<String> failure() {
    return Optional.ofNullable(error);
  }
}
