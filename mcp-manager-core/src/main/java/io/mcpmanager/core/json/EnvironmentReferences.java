package io.mcpmanager.core.json;

import io.mcpmanager.api.error.Problem;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replaces {@code ${NAME}} and {@code ${NAME:-default}} by variables of the environment, once, not recursively. */
public final class EnvironmentReferences {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private final Function<String, @Nullable String> environment;

  /** Takes variables from {@code environment}, which gives null for one that is not set. */
  public EnvironmentReferences(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /** The text with its references replaced; one that can't be is a problem of {@code field}. */
  public String expand(String field, String text, List<Problem> problems) {
    return REFERENCE
        .matcher(text)
        .replaceAll(match ->
            Matcher.quoteReplacement(value(field, match.group(1), match.group(2), problems)));
  }

  private String value(
      String field, String name, @Nullable String fallback, List<Problem> problems) {
    String value = environment.apply(name);
    if (fallback != null) {
      return value == null || value.isEmpty() ? fallback : value;
    }
    if (value == null) {
      problems.add(new Problem(
          field,
          "refers to the environment variable " + name + ", which is not set",
          Problem.Code.NOT_FOUND));
      return "";
    }
    return value;
  }
}
