package io.mcpmanager.server.mcp;

import io.helidon.http.Headers;
import java.util.Map;

/** What the answer says to a client whose credential allows too little. */
@FunctionalInterface
public interface ScopeChallenges {

  /** Nothing. */
  ScopeChallenges NONE = (path, headers, scope) -> Map.of();

  /**
   * Headers of the answer.
   *
   * @param path of the request, as the client has written it
   * @param headers of the request
   * @param scope what it needed
   */
  Map<String, String> insufficient(String path, Headers headers, String scope);
}
