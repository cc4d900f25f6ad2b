package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.server.diagnostics.LogLevels;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A level that is asked for.
 *
 * @param level null to take a change back
 * @param time after which it is taken back, or null for never
 */
record NewLogLevel(
    String logger, LogLevels.@Nullable Name level, @Nullable Duration time) {

  private static final String DEFAULT = "default";
  private static final Set<String> FIELDS = Set.of("logger", "level", "for");

  static NewLogLevel read(String text) {
    JsonNode body = JsonBodies.object(text);
    var problems = new ArrayList<Problem>();
    body.fieldNames().forEachRemaining(name -> {
      if (!FIELDS.contains(name)) {
        problems.add(new Problem(
            name, "is not known here; known are logger, level, for", Problem.Code.UNKNOWN_FIELD));
      }
    });
    String logger = body.path("logger").asText("");
    if (!body.path("logger").isTextual() || !LogLevels.NAME.matcher(logger).matches()) {
      problems.add(new Problem(
          "logger",
          "must be a logger's name, or an empty text for all",
          Problem.Code.INVALID_FORMAT));
    }
    String given = body.path("level").asText("");
    LogLevels.Name level = LogLevels.Name.of(given).orElse(null);
    if (level == null && !given.equals(DEFAULT)) {
      problems.add(new Problem(
          "level",
          "must be debug, info, warning, error, off or default",
          Problem.Code.NOT_ALLOWED));
    }
    Duration time = body.hasNonNull("for") ? time(body.get("for"), problems) : null;
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return new NewLogLevel(logger, level, time);
  }

  private static @Nullable Duration time(JsonNode given, List<Problem> problems) {
    try {
      Duration time = Duration.parse(given.asText());
      if (time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(LogLevels.LONGEST) <= 0) {
        return time;
      }
    } catch (DateTimeParseException malformed) {
      // said below, with what is expected
    }
    problems.add(new Problem(
        "for", "must be a time from PT1S to PT24H, such as PT10M", Problem.Code.OUT_OF_RANGE));
    return null;
  }
}
