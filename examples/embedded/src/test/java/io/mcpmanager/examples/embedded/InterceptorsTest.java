package io.mcpmanager.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.ServerCommand.Start;
import io.mcpmanager.api.server.ServerDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InterceptorsTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  @Test
  void givenBothInterceptors_whenToolsAreCalled_thenCallsAreCountedAndKeysBlackedOut()
      throws InterruptedException {
    var counting = new Counting();
    try (var manager = McpManager.builder()
        .interceptor(counting)
        .interceptor(new Redacting())
        .build()
        .start()) {
      var me = CallContext.system("example");
      var launch = ProcessLaunch.of(List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-cp",
          System.getProperty("java.class.path"),
          "io.mcpmanager.examples.demo.DemoServer"));
      var server = manager.servers().create(me, ServerDefinition.of("demo", launch));
      assertThat(manager.servers().execute(me, server.id(), new Start()).success())
          .isTrue();
      try (var client = manager.gateway().connect()) {
        String said =
            client.call("demo__echo", "{\"text\": \"my key is sk-abcdefgh12\"}").text();
        assertThat(said).contains("my key is sk-***").doesNotContain("abcdefgh12");
        client.call("demo__add", "{\"a\": 2, \"b\": 3}");
      }
    }
    assertThat(counting.calls).hasToString("{demo/add=1, demo/echo=1}");
  }

  @Test
  void givenTheDocumentation_whenItShowsAnInterceptor_thenItIsOneThatRuns() throws IOException {
    String program = Files.readString(
        MODULE.resolve("src/main/java/io/mcpmanager/examples/embedded/Redacting.java"));
    String body = program.substring(program.indexOf("/** Blacks out")).stripTrailing();

    assertThat(body.lines()).hasSizeLessThan(30);
    assertThat(Files.readString(MODULE.resolve("../../docs/embedding.md")))
        .contains("```java\n" + body + "\n```");
  }
}
