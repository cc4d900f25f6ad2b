package io.mcpmanager;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.mcpmanager.testkit.architecture.CodeRules;
import io.mcpmanager.testkit.architecture.LibraryRules;
import io.mcpmanager.testkit.architecture.MainClasses;

@AnalyzeClasses(locations = MainClasses.class)
final class ArchitectureTest {

  private static final String PROCESS = "io.mcpmanager.core.process..";

  @ArchTest
  static final ArchTests CODE_RULES = ArchTests.in(CodeRules.class);

  @ArchTest
  static final ArchTests LIBRARY_RULES = ArchTests.in(LibraryRules.class);

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_ADAPTER = noClasses()
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage(
          "io.mcpmanager.store..",
          "io.mcpmanager.docker..",
          "io.mcpmanager.server..",
          "io.helidon..",
          "org.jdbi..",
          "java.sql..")
      .allowEmptyShould(true);

  @ArchTest
  static final ArchRule ROOMS_DO_NOT_KNOW_THE_WAY_IN = noClasses()
      .that()
      .resideInAPackage("io.mcpmanager.core..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("io.mcpmanager")
      .allowEmptyShould(true);

  @ArchTest
  static final ArchRule ROOMS_HAVE_NO_CYCLES = slices()
      .matching("io.mcpmanager.core.(*)..")
      .should()
      .beFreeOfCycles()
      .allowEmptyShould(true);

  @ArchTest
  static final ArchRule PROCESSES_ARE_STARTED_IN_ONE_PLACE = noClasses()
      .that()
      .resideOutsideOfPackage(PROCESS)
      .should()
      .dependOnClassesThat()
      .areAssignableTo(ProcessBuilder.class)
      .orShould()
      .accessTargetWhere(CodeRules.uses(Runtime.class, "exec"))
      .allowEmptyShould(true);

  @ArchTest
  static final ArchRule PLATFORM_THREADS_ARE_STARTED_IN_ONE_PLACE = noClasses()
      .that()
      .resideOutsideOfPackage(PROCESS)
      .should()
      .accessTargetWhere(CodeRules.uses(Thread.class, "ofPlatform"))
      .allowEmptyShould(true);
}
