package io.mcpmanager.testkit;

import io.mcpmanager.testkit.engine.TestEngine;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link Requires} whether a test runs, is skipped, or fails. */
final class RequiresCondition implements ExecutionCondition {

  static final String REQUIRED_PROGRAMS = "MCP_MANAGER_REQUIRE";
  static final String ENGINE = "docker";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var required = List.of(System.getenv().getOrDefault(REQUIRED_PROGRAMS, "").split(","));
    return AnnotationSupport.findAnnotation(context.getElement(), Requires.class)
        .map(requires -> evaluate(List.of(requires.value()), required, RequiresCondition::isThere))
        .orElseGet(() -> ConditionEvaluationResult.enabled("needs no program"));
  }

  static ConditionEvaluationResult evaluate(
      List<String> needed, List<String> required, Predicate<String> isThere) {
    var missing = needed.stream().filter(isThere.negate()).toList();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("found " + needed);
    }
    if (missing.stream().anyMatch(required::contains)) {
      throw new ExtensionConfigurationException(
          reason(missing) + ", and " + REQUIRED_PROGRAMS + " forbids to skip it.");
    }
    return ConditionEvaluationResult.disabled(reason(missing) + ".");
  }

  private static String reason(List<String> missing) {
    var programs = missing.stream().filter(Predicate.not(ENGINE::equals)).toList();
    return Stream.of(
            programs.isEmpty() ? "" : "needs " + programs + " on the PATH",
            missing.contains(ENGINE)
                ? "needs a container engine, and none answers at "
                    + TestEngine.standard().socket()
                : "")
        .filter(Predicate.not(String::isEmpty))
        .collect(Collectors.joining(", and ", "This test ", ""));
  }

  private static boolean isThere(String name) {
    return name.equals(ENGINE) ? TestEngine.standard().answers() : isOnPath(name);
  }

  private static boolean isOnPath(String program) {
    var folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
    return Arrays.stream(folders)
        .flatMap(folder -> List.of(program, program + ".exe", program + ".cmd").stream()
            .map(name -> Path.of(folder, name)))
        .anyMatch(Files::isExecutable);
  }
}
