package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
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
 */
public record GatewayOptions(boolean exposed, @Nullable String prefix, int maxInFlight) {

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]{0,32}");

  /** Part of the merged endpoint under its own name, at most 256 calls at a time. */
  public static final GatewayOptions DEFAULT = new GatewayOptions(true, null, 256);

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
