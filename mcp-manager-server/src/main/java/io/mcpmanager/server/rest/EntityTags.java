package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.server.http.RequestRefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entity tags of servers: the revision of the definition, then a print of all that is shown but what is measured again
 * and again: when the last health check was and how long it took, and what the instance uses. A condition on a change
 * looks at the revision only, for state and health change all the time; a condition on a read looks at all of it.
 */
final class EntityTags {

  static final Parameter<String> IF_MATCH = Parameter.header(
      "If-Match", "The ETag or revision that the change is based on; refused if it is outdated.");
  static final Parameter<String> IF_NONE_MATCH = Parameter.header(
      "If-None-Match", "The ETag that is known already; 304 if nothing has changed since.");

  private static final Pattern TAG = Pattern.compile("\"?(\\d{1,18})(?:\\.[0-9a-f]+)?\"?");

  static String of(Server server, JsonNode view) {
    ObjectNode shown = view.deepCopy();
    if (shown.get("health") instanceof ObjectNode health) {
      health.remove(List.of("checkedAt", "responseTime"));
    }
    if (shown.get("instance") instanceof ObjectNode instance) {
      instance.remove("usage");
    }
    return "\"" + server.revision() + "." + Integer.toHexString(shown.hashCode()) + "\"";
  }

  static boolean isKnown(String ifNoneMatch, String tag) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(String::strip)
        .map(given -> given.startsWith("W/") ? given.substring(2) : given)
        .anyMatch(given -> given.equals(tag) || given.equals("*"));
  }

  /** The revision that a change is based on: the one given, else the present one. */
  static long revision(Call call, Server server) {
    return revision(call, server.revision(), "server");
  }

  /** The same of something else that has revisions. */
  static long revision(Call call, long present, String what) {
    String given = call.get(IF_MATCH);
    if (given.isEmpty() || given.equals("*")) {
      return present;
    }
    Matcher tag = TAG.matcher(given);
    if (!tag.matches()) {
      throw new ValidationException(List.of(new Problem(
          IF_MATCH.name(),
          "must be the ETag of the " + what + " or its revision in double quotes",
          Problem.Code.INVALID_FORMAT)));
    }
    long expected = Long.parseLong(tag.group(1));
    if (expected != present) {
      throw new RequestRefusedException(
          412,
          ErrorCode.STALE_REVISION,
          "the " + what + " is at revision " + present + ", not " + expected
              + "; read it again and repeat the change");
    }
    return expected;
  }

  private EntityTags() {}
}
