package io.mcpmanager.docker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.mcpmanager.testkit.architecture.CodeRules;
import io.mcpmanager.testkit.architecture.LibraryRules;
import io.mcpmanager.testkit.architecture.MainClasses;
import io.mcpmanager.testkit.architecture.Rooms;
import java.util.Map;
import java.util.Set;

@AnalyzeClasses(locations = MainClasses.class)
final class ArchitectureTest {

  /** What each room may know besides itself: other rooms, and packages of the api and the spi. */
  private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
      Map.entry("ownership", Set.of("api", "spi")),
      Map.entry("transport", Set.of("api", "spi")),
      Map.entry("egress", Set.of("api", "spi")),
      Map.entry("usage", Set.of("api", "spi", "transport")),
      Map.entry("stream", Set.of("transport")),
      Map.entry("network", Set.of("api", "spi", "ownership", "transport", "egress")),
      Map.entry("engine", Set.of("api", "spi", "transport", "stream")),
      Map.entry("image", Set.of("api", "spi", "transport", "engine")),
      Map.entry("swarm", Set.of("api", "spi", "ownership", "transport", "stream", "usage")),
      Map.entry(
          "container",
          Set.of(
              "api",
              "spi",
              "ownership",
              "transport",
              "usage",
              "stream",
              "network",
              "engine",
              "image")),
      Map.entry(
          "diagnostics",
          Set.of(
              "api",
              "spi",
              "ownership",
              "transport",
              "network",
              "engine",
              "image",
              "swarm",
              "container")));

  private static final Rooms ROOMS = new Rooms("io.mcpmanager.docker", MAY_KNOW);

  @ArchTest
  static final ArchTests CODE_RULES = ArchTests.in(CodeRules.class);

  @ArchTest
  static final ArchTests LIBRARY_RULES = ArchTests.in(LibraryRules.class);

  @ArchTest
  static final ArchRule ROOMS_KNOW_ONLY_WHAT_THEY_MAY = ROOMS.knowOnlyWhatTheyMay();

  @ArchTest
  static final ArchRule ROOMS_HAVE_NO_CYCLES = ROOMS.haveNoCycles();

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
