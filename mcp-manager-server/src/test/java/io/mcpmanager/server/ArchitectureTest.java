package io.mcpmanager.server;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import io.mcpmanager.testkit.architecture.CodeRules;
import io.mcpmanager.testkit.architecture.MainClasses;

@AnalyzeClasses(locations = MainClasses.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchTests CODE_RULES = ArchTests.in(CodeRules.class);
}
