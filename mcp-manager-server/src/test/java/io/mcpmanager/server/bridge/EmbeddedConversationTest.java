package io.mcpmanager.server.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class EmbeddedConversationTest {

  private final List<String> answers = new CopyOnWriteArrayList<>();

  @Test
  void givenManagerInThisProgram_whenMessagesOfBothErasCome_thenBothAreAnswered() throws Exception {
    try (McpManager manager = McpManager.builder().build().start();
        var conversation = new EmbeddedConversation(
            manager.gateway(),
            CallContext.system("test"),
            Scope.all(),
            message -> answers.add(new String(message, UTF_8)))) {
      say(
          conversation,
          "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}}");
      await().until(() -> answers.size() == 1);
      say(
          conversation,
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
          "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"server/discover\",\"params\":{\"_meta\":"
              + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
              + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}");

      conversation.drain(Duration.ofSeconds(20));

      assertThat(answers.getFirst()).contains("2025-06-18");
      assertThat(answers)
          .anyMatch(line -> line.contains("\"id\":1") && line.contains("\"tools\""))
          .anyMatch(line -> line.contains("\"id\":2") && line.contains("supportedVersions"));
      conversation.takeOversized(5, new byte[0], new byte[0]);
      assertThat(answers.getLast()).contains("too long");
    }
  }

  private static void say(EmbeddedConversation conversation, String... lines) {
    for (String line : lines) {
      conversation.take(line.getBytes(UTF_8));
    }
  }
}
