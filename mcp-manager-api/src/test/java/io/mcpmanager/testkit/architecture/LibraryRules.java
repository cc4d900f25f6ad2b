package io.mcpmanager.testkit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.mcpmanager.testkit.architecture.CodeRules.uses;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** Rules for the modules that live inside a host program. */
public final class LibraryRules {

  @ArchTest
  static final ArchRule NOBODY_PRINTS = noClasses()
      .should()
      .accessField(System.class, "out")
      .orShould()
      .accessField(System.class, "err")
      .orShould()
      .accessTargetWhere(uses(Throwable.class, "printStackTrace"))
      .allowEmptyShould(true)
      .because("the console belongs to the host");

  @ArchTest
  static final ArchRule TIME_IS_READ_IN_ONE_PLACE = noClasses()
      .that()
      .resideOutsideOfPackage("io.mcpmanager.core.time..")
      .should()
      .accessTargetWhere(uses(Instant.class, "now")
          .or(uses(System.class, "currentTimeMillis"))
          .or(uses(Clock.class, "system.*"))
          .as("System.currentTimeMillis, Instant.now or a system Clock"))
      .allowEmptyShould(true)
      .because("tests set the time");

  private LibraryRules() {}
}
