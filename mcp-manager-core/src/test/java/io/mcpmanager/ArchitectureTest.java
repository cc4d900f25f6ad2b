package io.mcpmanager;

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

  private static final String PROCESS = "io.mcpmanager.core.process..";

  /** A check may hang in a file system, where a virtual thread would hold its carrier. */
  private static final String DIAGNOSTICS = "io.mcpmanager.core.diagnostics..";

  /** What each room may know besides itself: other rooms, and packages of the api and the spi. */
  private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
      Map.entry("wire", Set.of("api.error")),
      Map.entry("translation", Set.of("api.mcp", "wire")),
      Map.entry("json", Set.of("api")),
      Map.entry("config", Set.of("api", "json")),
      Map.entry("time", Set.of("api", "spi")),
      Map.entry("diagnostics", Set.of("api", "spi", "json")),
      Map.entry("memory", Set.of("api", "spi")),
      Map.entry("batch", Set.of("spi")),
      Map.entry("backup", Set.of("api", "spi")),
      Map.entry("log", Set.of("api", "spi", "event", "batch")),
      Map.entry("event", Set.of("api", "spi", "json")),
      Map.entry("process", Set.of("api", "spi", "wire")),
      Map.entry("remote", Set.of("api", "spi", "wire")),
      Map.entry("install", Set.of("api", "spi")),
      Map.entry("protocol", Set.of("api", "spi", "wire", "translation")),
      Map.entry("lifecycle", Set.of("api", "spi", "event", "log", "json", "time")),
      Map.entry("health", Set.of("api", "spi", "lifecycle", "wire", "batch")),
      Map.entry("bulk", Set.of("api", "spi")),
      Map.entry("hook", Set.of("api", "spi", "wire")),
      Map.entry("guard", Set.of("api", "json")),
      Map.entry("secret", Set.of("api", "spi", "guard", "event", "json")),
      Map.entry("audit", Set.of("api", "spi", "guard", "secret", "event", "json", "batch")),
      Map.entry("access", Set.of("api", "spi", "guard", "secret", "audit", "event", "json")),
      Map.entry("policy", Set.of("api", "spi", "guard", "audit", "event", "json", "wire", "hook")),
      Map.entry("catalog", Set.of("api", "spi", "protocol", "wire", "translation")),
      Map.entry(
          "gateway",
          Set.of(
              "api",
              "spi",
              "catalog",
              "protocol",
              "wire",
              "translation",
              "hook",
              "lifecycle",
              "event",
              "log",
              "json",
              "batch")));

  private static final Rooms ROOMS = new Rooms("io.mcpmanager.core", MAY_KNOW);

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
          "java.sql..");

  @ArchTest
  static final ArchRule ROOMS_DO_NOT_KNOW_THE_WAY_IN = noClasses()
      .that()
      .resideInAPackage("io.mcpmanager.core..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage("io.mcpmanager");

  @ArchTest
  static final ArchRule ROOMS_KNOW_ONLY_WHAT_THEY_MAY = ROOMS.knowOnlyWhatTheyMay();

  @ArchTest
  static final ArchRule ROOMS_HAVE_NO_CYCLES = ROOMS.haveNoCycles();

  @ArchTest
  static final ArchRule PROCESSES_ARE_STARTED_IN_ONE_PLACE = noClasses()
      .that()
      .resideOutsideOfPackage(PROCESS)
      .should()
      .dependOnClassesThat()
      .areAssignableTo(ProcessBuilder.class)
      .orShould()
      .accessTargetWhere(CodeRules.uses(Runtime.class, "exec"));

  @ArchTest
  static final ArchRule PLATFORM_THREADS_ARE_STARTED_IN_FEW_PLACES = noClasses()
      .that()
      .resideOutsideOfPackages(PROCESS, DIAGNOSTICS)
      .should()
      .accessTargetWhere(CodeRules.uses(Thread.class, "ofPlatform"));
}
