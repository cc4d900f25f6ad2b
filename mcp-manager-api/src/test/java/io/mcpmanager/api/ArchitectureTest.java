package io.mcpmanager.api;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

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
  static final ArchRule API_NEEDS_ONLY_THE_JDK_AND_JSPECIFY = classes()
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage("java..", "org.jspecify..", "io.mcpmanager.api..", "io.mcpmanager.spi..");

  @ArchTest
  static final ArchRule SPI_HOLDS_CONTRACTS = classes()
      .that()
      .resideInAPackage("io.mcpmanager.spi..")
      .and()
      .areTopLevelClasses()
      .and()
      .doNotHaveSimpleName("package-info")
      .should(be(INTERFACES
          .or(assignableTo(Record.class))
          .or(assignableTo(Enum.class))
          .or(assignableTo(Throwable.class))
          .as("an interface, a record, an enum or an exception")));
}
