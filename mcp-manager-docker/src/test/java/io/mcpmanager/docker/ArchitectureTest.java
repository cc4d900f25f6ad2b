package io.mcpmanager.docker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.mcpmanager.testkit.architecture.CodeRules;
import io.mcpmanager.testkit.architecture.LibraryRules;
import io.mcpmanager.testkit.architecture.MainClasses;

@AnalyzeClasses(locations = MainClasses.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchTests CODE_RULES = ArchTests.in(CodeRules.class);

  @ArchTest
  static final ArchTests LIBRARY_RULES = ArchTests.in(LibraryRules.class);

  @ArchTest
  static final ArchRule DOCKER_KNOWS_THE_API_ONLY = noClasses()
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(
          "io.mcpmanager",
          "io.mcpmanager.core..",
          "io.mcpmanager.server..",
          "io.mcpmanager.store..");
}
