package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a server appears behind the gateway.
 *
 * @param exposed whether its tools, prompts and resources are part of the endpoint that merges all servers
 * @param prefix what its tool and prompt names start with there, followed by {@code __}: null for the server's name,
 *     empty for no prefix; else 1 to 32 characters from {@code a-z A-Z 0-9 _ -}
 * @param maxInFlight calls it may be working on at a time; further ones are refused; 1 to 10000
 * @param protocol which era of the protocol it is spoken to in
 * @param repeatIdempotent whether a call of a tool that the server has marked as read-only or idempotent is sent once
 *     more if the server ended over it and is started again
 * @param isolation which clients get an instance of their own
 * @param maxIsolated most instances of their own at a time; a client that needs one more is refused; 1 to 1000
 * @param maxResultBytes longest result that clients get; in place of a longer one they get an error; 1024 to 1073741824, or
 *     0 for no limit but the manager's for all messages
 * @param validateArguments whether arguments of calls are checked against the schema that the tool is listed with, before
 *     they go to the server
 */
public record GatewayOptions(
    boolean exposed,
    @Nullable String prefix,
    int maxInFlight,
    Protocol protocol,
    boolean repeatIdempotent,
    Isolation isolation,
    int maxIsolated,
    int maxResultBytes,
    boolean validateArguments) {

  /** Which era of the protocol a server is spoken to in. */
  public enum Protocol {
    /** The newest it knows; it is asked when it starts. */
    AUTO,
    /** The one with a handshake, revisions 2024-11-05 to 2025-11-25. */
    LEGACY,
    /** The one without, revision 2026-07-28. */
    MODERN
  }

  /** Which clients get an instance of the server of their own, and so a connection that is theirs alone. */
  public enum Isolation {
    /** Those whom a server of the revisions up to 2025-11-25 may ask something; all others share one. */
    AUTO,
    /** None: servers of these revisions can ask clients nothing. */
    SHARED,
    /** All, at servers of these revisions. */
    SESSION
  }

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]{0,32}");

  /** Part of the merged endpoint under its own name, at most 256 calls at a time. */
  public static final GatewayOptions DEFAULT = new GatewayOptions(true, null, 256);

  /** Most instances of their own, if nothing else is said. */
  private static final int MANY_ISOLATED = 16;

  /** Checks what must be given. */
  public GatewayOptions {
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(isolation, "isolation");
  }

  /**
   * Spoken to in the newest era it knows, never asked twice, and with an instance of their own for up to 16 clients that
   * may be asked something.
   */
  public GatewayOptions(boolean exposed, @Nullable String prefix, int maxInFlight) {
    this(
        exposed,
        prefix,
        maxInFlight,
        Protocol.AUTO,
        false,
        Isolation.AUTO,
        MANY_ISOLATED,
        0,
        false);
  }

  /** The same, spoken to in another era. */
  public GatewayOptions withProtocol(Protocol newProtocol) {
    return new GatewayOptions(
        exposed,
        prefix,
        maxInFlight,
        newProtocol,
        repeatIdempotent,
        isolation,
        maxIsolated,
        maxResultBytes,
        validateArguments);
  }

  /** The same, calls of harmless tools being sent once more or not. */
  public GatewayOptions withRepeatIdempotent(boolean repeat) {
    return new GatewayOptions(
        exposed,
        prefix,
        maxInFlight,
        protocol,
        repeat,
        isolation,
        maxIsolated,
        maxResultBytes,
        validateArguments);
  }

  /** The same with other instances of their own. */
  public GatewayOptions withIsolation(Isolation newIsolation, int newMaxIsolated) {
    return new GatewayOptions(
        exposed,
        prefix,
        maxInFlight,
        protocol,
        repeatIdempotent,
        newIsolation,
        newMaxIsolated,
        maxResultBytes,
        validateArguments);
  }

  /** The same with another limit of results; 0 for none. */
  public GatewayOptions withMaxResultBytes(int newMaxResultBytes) {
    return new GatewayOptions(
        exposed,
        prefix,
        maxInFlight,
        protocol,
        repeatIdempotent,
        isolation,
        maxIsolated,
        newMaxResultBytes,
        validateArguments);
  }

  /** The same, arguments being checked or not. */
  public GatewayOptions withValidateArguments(boolean validate) {
    return new GatewayOptions(
        exposed,
        prefix,
        maxInFlight,
        protocol,
        repeatIdempotent,
        isolation,
        maxIsolated,
        maxResultBytes,
        validate);
  }

  /** The declared prefix, if there is one. */
  public Optional<String> declaredPrefix() {
    return Optional.ofNullable(prefix);
  }

  /** Everything that is wrong with the values; empty if nothing is. */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (prefix != null && !PREFIX.matcher(prefix).matches()) {
      problems.add(new Problem(
          "prefix",
          "must have at most 32 characters from a-z A-Z 0-9 _ -",
          Problem.Code.INVALID_FORMAT));
    }
    Ranges.check("maxInFlight", maxInFlight, 1, 10_000, problems);
    Ranges.check("maxIsolated", maxIsolated, 1, 1_000, problems);
    if (maxResultBytes != 0) {
      Ranges.check("maxResultBytes", maxResultBytes, 1 << 10, 1 << 30, problems);
    }
    return problems;
  }
}
