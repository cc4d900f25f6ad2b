package io.mcpmanager.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.gateway.GatewayClient;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.gateway.ServerCatalog;
import io.mcpmanager.api.gateway.ToolCall;
import io.mcpmanager.api.gateway.ToolResult;
import io.mcpmanager.api.mcp.Content;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.mcp.Tool;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.testkit.LeakFree;
import java.util.ArrayList;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@LeakFree
final class LocalClientTest {

  private final GatewayBench bench = new GatewayBench();
  private final FakeServer fake =
      new FakeServer().tools("echo").prompts("p").resources("file:///a");
  private final Server server = bench.start("alpha", fake);
  private final GatewayClient client = bench.gateway.connect();

  @AfterEach
  void close() {
    client.close();
    bench.close();
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            McpManagerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void givenServers_whenListed_thenEverythingSaysWhereItComesFrom() throws Exception {
    assertThat(client.tools())
        .singleElement()
        .extracting(Tool::name, Tool::server, Tool::originalName)
        .containsExactly("alpha__echo", "alpha", "echo");
    assertThat(client.prompts()).singleElement().satisfies(p -> assertThat(p.server())
        .isEqualTo("alpha"));
    assertThat(client.resources()).singleElement().satisfies(r -> assertThat(r.uri())
        .isEqualTo("file:///a"));
    assertThat(client.resourceTemplates()).isEmpty();
  }

  @Test
  void givenTool_whenCalled_thenResultIsTypedAndRaw() throws Exception {
    fake.handle(
        "tools/call",
        params -> "{\"content\":[{\"type\":\"text\",\"text\":\"hi\"},"
            + "{\"type\":\"image\",\"data\":\"AA==\",\"mimeType\":\"image/png\"},{\"type\":\"new\"}],"
            + "\"structuredContent\":{\"n\": 1.0},\"isError\":true}");

    ToolResult result = client.call("alpha__echo", "{\"x\":1}");

    assertThat(result.text()).isEqualTo("hi");
    assertThat(result.isError()).isTrue();
    assertThat(result.content().get(1)).isInstanceOf(Content.Binary.class);
    assertThat(result.content().get(2)).isInstanceOf(Content.Other.class);
    assertThat(result.structured()).contains(Json.of("{\"n\": 1.0}"));
  }

  @Test
  void givenProgress_whenCalled_thenListenerHearsOfIt() throws Exception {
    fake.handleRaw("tools/call", request -> {
      fake.notify(
          "notifications/progress",
          "{\"progressToken\":" + request.path("params").path("_meta").path("progressToken")
              + ",\"progress\":0.5,\"total\":1,\"message\":\"half\"}");
      return Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":{}}");
    });
    var heard = new ArrayList<ToolCall.Progress>();

    client.call(ToolCall.of("alpha__echo", "{}").withProgress(heard::add));

    assertThat(heard).containsExactly(new ToolCall.Progress(0.5, 1.0, "half"));
  }

  @Test
  void givenWhatGoesWrong_whenCalled_thenCodeSaysWhat() throws Exception {
    fake.handleRaw(
        "prompts/get",
        request -> Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id")
            + ",\"error\":{\"code\":-32602,\"message\":\"no such prompt\"}}"));

    assertCode(ErrorCode.VALIDATION_FAILED, () -> client.call("nobody__echo", "{}"));
    assertCode(ErrorCode.MALFORMED_INPUT, () -> client.call("alpha__echo", "[]"));
    assertCode(ErrorCode.MALFORMED_INPUT, () -> client.call("alpha__echo", "{"));
    assertCode(
        ErrorCode.UPSTREAM_ERROR,
        () -> client.request("prompts/get", Json.of("{\"name\":\"alpha__p\"}")));
    bench.stop(server);
    assertCode(ErrorCode.SERVER_NOT_RUNNING, () -> client.call("alpha__echo", "{}"));
    client.close();
    assertCode(ErrorCode.SESSION_NOT_FOUND, client::tools);
  }

  @Test
  void givenOneServer_whenUsed_thenNamesAreItsOwn() throws Exception {
    try (GatewayClient one = bench.gateway.connect(GatewayBench.ADA, Scope.server("alpha"), "me")) {
      assertThat(one.tools()).extracting(Tool::name).containsExactly("echo");
      assertThat(one.call("echo", "{}").text()).isEqualTo("echo");
    }
  }

  @Test
  void givenStoppedServer_whenCatalogIsRead_thenLastGoodOneIsThere() {
    bench.stop(server);

    ServerCatalog catalog = bench.gateway.catalog(GatewayBench.ADA, server.id());

    assertThat(catalog.tools()).extracting(Tool::name).containsExactly("alpha__echo");
    assertThat(catalog.resources()).hasSize(1);
  }
}
