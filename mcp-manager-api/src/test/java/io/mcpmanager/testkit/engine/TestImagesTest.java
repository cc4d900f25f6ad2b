package io.mcpmanager.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.testkit.LeakFree;
import io.mcpmanager.testkit.Requires;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a real engine. */
@LeakFree
@Requires({"docker", "busybox"})
final class TestImagesTest {

  private static final String LABEL = "mcp-manager-test-run";

  private final TestEngine engine = TestEngine.standard();
  private final String run = UUID.randomUUID().toString();

  @AfterEach
  void removeContainers() throws Exception {
    engine.remove(engine.containers(LABEL + "=" + run));
  }

  @Test
  void givenTheShellServer_whenMadeTwice_thenItIsTheSameImageAndItRuns() throws Exception {
    String image = TestImages.of(engine).shellServer();

    assertThat(TestImages.of(engine).shellServer()).isEqualTo(image);
    assertThat(outputOf(image, "\"exits\",\"3\"")).contains("giving up");
  }

  @Test
  void givenARegistry_whenPulledByTagAndByDigest_thenTheImageRuns() throws Exception {
    try (var registry = RegistryStub.open()) {
      String name = registry.address() + "/team/server";
      String digest = registry.addShellServer("team/server", "1.0", "first");
      try {
        assertThat(pull(name + ":1.0")).contains("Downloaded newer image").doesNotContain("error");
        assertThat(pull(name + "@" + digest)).contains(digest).doesNotContain("\"error\"");

        assertThat(outputOf(name + ":1.0", "\"exits\",\"3\"")).contains("giving up");
        assertThat(pull(name + ":2.0")).contains("manifest unknown");
        registry.fail(500);
        assertThat(pull(name + ":3.0")).contains("HTTP status: 500");
      } finally {
        engine.remove(engine.containers(LABEL + "=" + run));
        engine.removeImage(name + ":1.0");
        engine.removeImage(name + "@" + digest);
      }
    }
  }

  @Test
  void givenARegistryThatWantsAPassword_whenPulledWithout_thenItIsRefused() throws Exception {
    try (var registry = RegistryStub.protectedBy("ann", "secret")) {
      String ignored = registry.addShellServer("team/server", "1.0", "first");

      assertThat(pull(registry.address() + "/team/server:1.0"))
          .contains("no basic auth credentials");
      assertThat(registry.requests()).contains("GET /v2/");
    }
  }

  private String pull(String image) throws Exception {
    return engine.send("POST", "/images/create?fromImage=" + image).body();
  }

  /** What a container says until it has ended. */
  private String outputOf(String image, String arguments) throws Exception {
    String created = engine
        .send(
            "POST",
            "/containers/create",
            "{\"Image\":\"" + image + "\",\"Cmd\":[" + arguments + "],\"Labels\":{\"" + LABEL
                + "\":\"" + run + "\"},\"NetworkDisabled\":true}")
        .body();
    String id = engine.containers(LABEL + "=" + run).getFirst();
    assertThat(created).contains(id);
    assertThat(engine.send("POST", "/containers/" + id + "/start").status()).isEqualTo(204);
    assertThat(engine.send("POST", "/containers/" + id + "/wait").body()).contains(":3");
    return engine.send("GET", "/containers/" + id + "/logs?stderr=1").body();
  }
}
