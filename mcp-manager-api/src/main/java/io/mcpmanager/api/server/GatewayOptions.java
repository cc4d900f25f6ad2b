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
 */
public record GatewayOptions(
    boolean exposed,
    @Nullable String prefix,
    int maxInFlight,
    Protocol protocol,
    boolean repeatIdempotent) {

  /** Which era of the protocol a server is spoken to in. */
  public enum Protocol {
    /** The newest it knows; it is asked when it starts. */
    AUTO,
    /** The one with a handshake, revisions 2024-11-05 to 2025-11-25. */
    LEGACY,
    /** The one without, revision 2026-07-28. */
    MODERN
  }

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]{0,32}");

  /** Part of the merged endpoint under its own name, at most 256 calls at a time. */
  public static final GatewayOptions DEFAULT = new GatewayOptions(true, null, 256);

  /** Checks what must be given. */
  public GatewayOptions {
    Objects.requireNonNull(protocol, "protocol");
  }

  /** Spoken to in the newest era it knows, and never asked twice. */
  public GatewayOptions(boolean exposed, @Nullable String prefix, int maxInFlight) {
    this(exposed, prefix, maxInFlight, Protocol.AUTO, false);
  }

  /** The same, spoken to in another era. */
  public GatewayOptions withProtocol(Protocol newProtocol) {
    return new GatewayOptions(exposed, prefix, maxInFlight, newProtocol, repeatIdempotent);
  }

  /** The same, calls of harmless tools being sent once more or not. */
  public GatewayOptions withRepeatIdempotent(boolean repeat) {
    return new GatewayOptions(exposed, prefix, maxInFlight, protocol, repeat);
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
    return problems;
  }
}
