package io.mcpmanager.examples.interop;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.Root;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A session of the MCP Java SDK, the second client that we did not write, over Streamable HTTP. */
final class JavaSdkClient implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final McpSyncClient client;
  private final List<ProgressNotification> progress;

  private JavaSdkClient(McpSyncClient client, List<ProgressNotification> progress) {
    this.client = client;
    this.progress = progress;
  }

  static JavaSdkClient connect(URI url) {
    return connect(url, "");
  }

  /** Presents a key, unless that is empty. */
  static JavaSdkClient connect(URI url, String key) {
    var progress = new CopyOnWriteArrayList<ProgressNotification>();
    var request = HttpRequest.newBuilder();
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    var transport = HttpClientStreamableHttpTransport.builder(url.resolve("/").toString())
        .endpoint(url.getPath())
        .requestBuilder(request)
        .build();
    var client = McpClient.sync(transport)
        .requestTimeout(DEADLINE)
        .initializationTimeout(DEADLINE)
        .progressConsumer(progress::add)
        .capabilities(
            ClientCapabilities.builder().roots(true).sampling().elicitation().build())
        .roots(new Root("file:///interop", "interop"))
        .sampling(asked ->
            CreateMessageResult.builder(Role.ASSISTANT, "sampled", "no model").build())
        .elicitation(
            asked -> new ElicitResult(ElicitResult.Action.ACCEPT, Map.of("colour", "teal")))
        .build();
    client.initialize();
    return new JavaSdkClient(client, progress);
  }

  String protocolVersion() {
    return client.getCurrentInitializationResult().protocolVersion();
  }

  /** The tools on all pages. */
  List<Tool> tools() {
    var tools = new ArrayList<Tool>();
    var page = client.listTools();
    tools.addAll(page.tools());
    while (page.nextCursor() != null) {
      page = client.listTools(page.nextCursor());
      tools.addAll(page.tools());
    }
    return tools;
  }

  CallToolResult call(String tool, Map<String, Object> arguments) {
    return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  /** Calls with a progress token; what was reported is in {@link #progress} then. */
  CallToolResult callWithProgress(
      String tool, Map<String, Object> arguments, String progressToken) {
    return client.callTool(CallToolRequest.builder(tool)
        .arguments(arguments)
        .progressToken(progressToken)
        .build());
  }

  List<ProgressNotification> progress() {
    return List.copyOf(progress);
  }

  /** The text of the first content of {@code result}. */
  static String textOf(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  @Override
  public void close() {
    client.closeGracefully();
  }
}
