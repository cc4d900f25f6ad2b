package io.mcpmanager.testkit.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/** Rules for the code of every module; a module takes them in by {@code ArchTests.in}. */
public final class CodeRules {

  @ArchTest
  static final ArchRule PACKAGES_ARE_NULL_MARKED = classes()
      .should(be(inNullMarkedPackage()))
      .allowEmptyShould(true)
      .because("null is part of a contract or absent");

  @ArchTest
  static final ArchRule INJECTION_IS_BY_CONSTRUCTOR = noFields()
      .should()
      .beAnnotatedWith("jakarta.inject.Inject")
      .allowEmptyShould(true)
      .because("a class is whole once constructed");

  @ArchTest
  static final ArchRule EXCEPTIONS_HAVE_ONE_ROOT = classes()
      .that()
      .areAssignableTo(Throwable.class)
      .should()
      .beAssignableTo("io.mcpmanager.api.error.McpManagerException")
      .allowEmptyShould(true)
      .because("callers decide on its code or category");

  @ArchTest
  static final ArchRule NOBODY_SLEEPS = noClasses()
      .should()
      .accessTargetWhere(uses(Thread.class, "sleep"))
      .allowEmptyShould(true)
      .because("delays are timers of the manager's clock");

  @ArchTest
  static final ArchRule THREADS_COME_FROM_BUILDERS = noClasses()
      .should()
      .callConstructorWhere(target(owner(assignableTo(Thread.class))))
      .allowEmptyShould(true)
      .because("a builder names a thread and says of which kind it is");

  /** Calls and references of those methods of {@code type} whose name matches the regular expression. */
  public static DescribedPredicate<JavaAccess<?>> uses(Class<?> type, String methods) {
    return DescribedPredicate.<JavaAccess<?>>and(
            target(owner(assignableTo(type))), target(nameMatching(methods)))
        .as("%s.%s", type.getSimpleName(), methods);
  }

  private static DescribedPredicate<JavaClass> inNullMarkedPackage() {
    return DescribedPredicate.describe("in a package that is @NullMarked", type -> type.getPackage()
        .isAnnotatedWith(NullMarked.class));
  }

  private CodeRules() {}
}
