package io.mcpmanager.docker.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads what went wrong out of what docker-java throws. */
public final class EngineFaults {

  /** An engine may quote whole commands; a reason is a line for people. */
  private static final int MAX_LENGTH = 600;

  private static final ObjectMapper JSON = new ObjectMapper();

  private EngineFaults() {}

  /** One line that says what went wrong, in the engine's own words if it said anything. */
  public static String reason(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof EngineException known) {
        return known.found();
      }
      if (at instanceof DockerException refused) {
        return oneLine(saidBy(refused));
      }
      if (at instanceof IOException broken) {
        return oneLine("the connection to the engine broke: "
            + orElse(broken.getMessage(), broken.getClass().getSimpleName()));
      }
    }
    return oneLine(orElse(thrown.getMessage(), thrown.getClass().getSimpleName()));
  }

  /** The status the engine refused a request with, if that is what went wrong. */
  public static OptionalInt status(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof DockerException refused) {
        return OptionalInt.of(refused.getHttpStatus());
      }
    }
    return OptionalInt.empty();
  }

  /** What an engine wrote as the body of an error: its message, or everything if it has none. */
  public static String message(String body) {
    String text = body.strip();
    try {
      JsonNode tree = text.startsWith("{") ? JSON.readTree(text) : null;
      return tree != null && tree.path("message").isTextual()
          ? oneLine(tree.path("message").textValue())
          : oneLine(text);
    } catch (JsonProcessingException e) {
      return oneLine(text);
    }
  }

  /** The text without line ends and of bounded length. */
  public static String oneLine(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
  }

  /** The text, or another one if it is null or blank. */
  public static String orElse(@Nullable String text, String other) {
    return text == null || text.isBlank() ? other : text;
  }

  /** docker-java writes the status before what the engine said. */
  private static String saidBy(DockerException refused) {
    String text = orElse(refused.getMessage(), "the engine answered " + refused.getHttpStatus());
    return message(text.replaceFirst("^Status \\d+: ", ""));
  }
}
