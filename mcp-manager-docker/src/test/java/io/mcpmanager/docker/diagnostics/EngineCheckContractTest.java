package io.mcpmanager.docker.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.diagnostics.Finding.Status;
import io.mcpmanager.docker.engine.EngineFinder;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.testkit.Engines;
import io.mcpmanager.docker.testkit.ScriptedEngine;
import io.mcpmanager.spi.DiagnosticCheck;
import io.mcpmanager.testkit.DiagnosticCheckContract;
import io.mcpmanager.testkit.ManualClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineCheckContractTest extends DiagnosticCheckContract {

  private static final CallContext CONTEXT = CallContext.system("diagnostics");

  @TempDir
  private Path folder;

  private ScriptedEngine engine;

  @Override
  protected DiagnosticCheck open() throws Exception {
    engine = ScriptedEngine.at(folder.resolve("engine.sock")).honest();
    engine.on("/info", e -> e.json("{\"DockerRootDir\":\"" + folder + "\",\"MemoryLimit\":true}"));
    return check(Engines.at(folder.resolve("engine.sock")));
  }

  @AfterEach
  void close() throws Exception {
    if (engine != null) {
      engine.close();
    }
  }

  private static DiagnosticCheck check(EngineFinder finder) {
    return new EngineCheck(
        finder,
        new ManualClock(),
        new LabelledContainers(() -> Optional.of("me"), token -> token.equals("used")));
  }

  @Test
  void givenAGoodEngine_whenExamined_thenAllIsWell() throws Exception {
    List<Finding> findings = open().examine(CONTEXT);

    assertThat(findings)
        .extracting(Finding::id)
        .containsExactly("docker.engine", "docker.disk", "docker.limits", "docker.leftovers");
    assertThat(findings.getFirst().found()).contains("20.10.24").contains("1.41");
    assertThat(findings).allSatisfy(f -> assertThat(f.status()).isEqualTo(Status.OK));
  }

  @Test
  void givenContainersNobodyKnows_whenExamined_thenTheyAreToldByManager() throws Exception {
    DiagnosticCheck check = open();
    engine.on(
        "/containers/json",
        e -> e.json("["
            + String.join(
                ",",
                container("me", "used", "running"),
                container("me", "old", "exited"),
                container("other", "a", "running"),
                container("gone", "b", "exited"),
                container("gone", "c", "running"),
                container("x'; rm -rf /", "d", "exited"))
            + "]"));

    List<Finding> findings = check.examine(CONTEXT).stream()
        .filter(finding -> finding.id().equals("docker.leftovers"))
        .toList();

    assertThat(findings)
        .extracting(Finding::subject)
        .containsExactly("gone", "me", "other", "x'; rm -rf /");
    assertThat(findings)
        .extracting(Finding::status)
        .containsExactly(Status.WARNING, Status.WARNING, Status.OK, Status.WARNING);
    assertThat(findings.get(0).found()).contains("1 running and 1 other");
    assertThat(findings.get(0).remedy()).contains("label=io.mcpmanager.manager=gone");
    assertThat(findings.get(3).remedy()).doesNotContain("rm -rf /");
  }

  @Test
  void givenAnEngineWithoutLimits_whenExamined_thenTheyAreNamed() throws Exception {
    DiagnosticCheck check = open();
    engine.on(
        "/info", e -> e.json("{\"MemoryLimit\":false,\"PidsLimit\":false,\"CpuCfsQuota\":true}"));

    assertThat(check.examine(CONTEXT)).anySatisfy(finding -> {
      assertThat(finding.id()).isEqualTo("docker.limits");
      assertThat(finding.status()).isEqualTo(Status.WARNING);
      assertThat(finding.found()).endsWith("memory, processes");
    });
  }

  @Test
  void givenAnEngineThatFailsInBetween_whenExamined_thenThatIsAProblem() throws Exception {
    DiagnosticCheck check = open();
    engine.on("/info", e -> e.status(500, "{\"message\":\"out of order\"}"));

    assertThat(check.examine(CONTEXT)).last().satisfies(finding -> {
      assertThat(finding.status()).isEqualTo(Status.PROBLEM);
      assertThat(finding.found()).contains("out of order");
    });
  }

  @Test
  void givenAnOldEngine_whenExamined_thenThatIsAProblem() throws Exception {
    DiagnosticCheck check = open();
    engine.on("/version", e -> e.json("{\"Version\":\"19.03\",\"ApiVersion\":\"1.40\"}"));

    assertThat(check.examine(CONTEXT)).singleElement().satisfies(finding -> {
      assertThat(finding.status()).isEqualTo(Status.PROBLEM);
      assertThat(finding.found()).contains("too old");
    });
  }

  @Test
  void givenNoEngine_whenExamined_thenItIsAProblemOnlyWhereOneIsNamed() throws Exception {
    Path nowhere = folder.resolve("nowhere.sock");

    assertThat(check(Engines.at(nowhere)).examine(CONTEXT))
        .singleElement()
        .satisfies(finding -> assertThat(finding.status()).isEqualTo(Status.PROBLEM));
    assertThat(EngineFinder.of(null, Map.of("DOCKER_HOST", "unix://" + nowhere), folder)
            .told())
        .isTrue();
    assertThat(EngineFinder.of(null, Map.of(), folder).told()).isFalse();
  }

  @Test
  void givenLittleRoom_whenExamined_thenThatIsSaid() {
    assertThat(EngineCheck.room("/d", 10_000_000_000L).status()).isEqualTo(Status.OK);
    assertThat(EngineCheck.room("/d", 500_000_000L).status()).isEqualTo(Status.WARNING);
    assertThat(EngineCheck.room("/d", 1_000_000L).status()).isEqualTo(Status.PROBLEM);
  }

  private static String container(String manager, String token, String state) {
    return "{\"Id\":\"1\",\"State\":\"" + state + "\",\"Labels\":{\"" + Ownership.MANAGER + "\":\""
        + manager + "\",\"" + Ownership.TOKEN + "\":\"" + token + "\"}}";
  }
}
