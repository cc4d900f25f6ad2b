package io.mcpmanager.api.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.mcp.Content;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.mcp.Prompt;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.mcp.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class GatewayRecordsTest {

  private static final Json JSON = Json.EMPTY_OBJECT;

  @Test
  void givenMixedContent_whenTextIsRead_thenOnlyTextIsJoinedInOrder() {
    List<Content> content = List.of(
        new Content.Text("one", JSON),
        new Content.Binary("image", "AA==", "image/png", JSON),
        new Content.ResourceLink("file:///a", JSON),
        new Content.EmbeddedResource("file:///b", JSON),
        new Content.Other("new", JSON),
        new Content.Text("two", JSON));
    var result = new ToolResult(content, JSON, false, JSON);
    assertThat(result.text()).isEqualTo("one\ntwo");
    assertThat(result.structured()).contains(JSON);
  }

  @Test
  void givenNoContent_whenRead_thenTextAndStructureAreEmpty() {
    var result = new ToolResult(List.of(), null, true, JSON);
    assertThat(result.text()).isEmpty();
    assertThat(result.structured()).isEmpty();
  }

  @Test
  void givenCall_whenCopiedWithTimeoutAndProgress_thenTheRestIsKept() {
    Consumer<ToolCall.Progress> listener = progress -> {};
    var call = ToolCall.of("read", "{\"path\":\"a\"}")
        .withTimeout(Duration.ofSeconds(3))
        .withProgress(listener);
    assertThat(call)
        .isEqualTo(
            new ToolCall("read", Json.of("{\"path\":\"a\"}"), Duration.ofSeconds(3), listener));
    assertThat(call.withProgress(listener).withTimeout(Duration.ofSeconds(3))).isEqualTo(call);
    assertThat(new ToolCall.Progress(1, 2.0, "half").total()).isEqualTo(2.0);
  }

  @Test
  void givenScope_whenWritten_thenOneServerIsNamed() {
    assertThat(Scope.all().text()).isEqualTo("all");
    assertThat(Scope.server("files").text()).isEqualTo("server:files");
  }

  @Test
  void givenCatalog_whenListsChangeLater_thenItHasNotChanged() {
    var tools = new ArrayList<>(List.of(new Tool("t", null, null, JSON, null, null, "files", "t")));
    var arguments = new ArrayList<>(List.of(new Prompt.Argument("a", null, true)));
    var prompt = new Prompt("p", null, null, arguments, "files", "p");
    var resource = new Resource("file:///a", "a", null, null, null, "files");
    var catalog = new ServerCatalog(tools, List.of(prompt), List.of(resource), List.of());
    tools.clear();
    arguments.clear();
    assertThat(catalog.tools()).hasSize(1).isUnmodifiable();
    assertThat(catalog.prompts().getFirst().arguments()).hasSize(1).isUnmodifiable();
    assertThat(catalog.resources()).containsExactly(resource);
    assertThat(ServerCatalog.EMPTY.resourceTemplates()).isEmpty();
  }

  @Test
  void givenSinkForNobody_whenMessagesCome_thenTheyAreDropped() {
    MessageSink.NONE.accept(new byte[] {1});
  }
}
