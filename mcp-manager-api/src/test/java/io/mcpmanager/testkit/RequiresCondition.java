package io.mcpmanager.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link Requires} whether a test runs, is skipped, or fails. */
final class RequiresCondition implements ExecutionCondition {

  static final String REQUIRED_PROGRAMS = "MCP_MANAGER_REQUIRE";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var required = List.of(System.getenv().getOrDefault(REQUIRED_PROGRAMS, "").split(","));
    return AnnotationSupport.findAnnotation(context.getElement(), Requires.class)
        .map(requires -> evaluate(List.of(requires.value()), required, RequiresCondition::isOnPath))
        .orElseGet(() -> ConditionEvaluationResult.enabled("needs no program"));
  }

  static ConditionEvaluationResult evaluate(
      List<String> needed, List<String> required, Predicate<String> isThere) {
    var missing = needed.stream().filter(isThere.negate()).toList();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("found " + needed);
    }
    if (missing.stream().anyMatch(required::contains)) {
      throw new ExtensionConfigurationException("This test needs " + missing + " on the PATH, and "
          + REQUIRED_PROGRAMS + " forbids to skip it.");
    }
    return ConditionEvaluationResult.disabled("This test needs " + missing + " on the PATH.");
  }

  private static boolean isOnPath(String program) {
    var folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
    return Arrays.stream(folders)
        .flatMap(folder -> List.of(program, program + ".exe", program + ".cmd").stream()
            .map(name -> Path.of(folder, name)))
        .anyMatch(Files::isExecutable);
  }
}
