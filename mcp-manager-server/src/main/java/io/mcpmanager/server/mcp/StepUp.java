package io.mcpmanager.server.mcp;

import io.helidon.http.Headers;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.error.AccessDeniedException;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.RequestId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a client whose token was issued by an identity provider what it lacks, in the way in which such clients learn
 * that they need a better one: by status and header of the answer. Others read it in the message.
 */
final class StepUp {

  private static final String BY_PROVIDER = "oauth:";
  private static final RequestId DENIED = RequestId.of(403);
  private static final Pattern NEEDED = Pattern.compile("this needs the permission (\\S{1,300})");

  private final CallContext context;
  private final ScopeChallenges challenges;
  private final String path;
  private final Headers headers;

  StepUp(CallContext context, ScopeChallenges challenges, String path, Headers headers) {
    this.context = context;
    this.challenges = challenges;
    this.path = path;
    this.headers = headers;
  }

  /** Headers of the answer to a request that was refused; empty if a better token is of no use. */
  Map<String, String> of(AccessDeniedException denied) {
    return challenge(denied.scope());
  }

  /** The same, by the JSON-RPC error that is the answer. */
  Map<String, String> of(Envelope error) {
    if (error.token(Member.ERROR_CODE).filter(DENIED::equals).isEmpty()) {
      return Map.of();
    }
    Optional<Matcher> needed =
        error.text(Member.ERROR_MESSAGE).map(NEEDED::matcher).filter(Matcher::matches);
    return needed.map(found -> challenge(found.group(1))).orElse(Map.of());
  }

  private Map<String, String> challenge(String scope) {
    boolean wanted =
        context.credential().startsWith(BY_PROVIDER) && Permission.parse(scope).isPresent();
    return wanted ? challenges.insufficient(path, headers, scope) : Map.of();
  }
}
