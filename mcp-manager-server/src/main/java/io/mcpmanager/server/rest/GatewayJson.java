package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.gateway.ConnectedClient;
import io.mcpmanager.api.gateway.ServerCatalog;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.mcp.Prompt;
import io.mcpmanager.api.mcp.Resource;
import io.mcpmanager.api.mcp.Tool;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the gateway offers and who uses it, as JSON. */
final class GatewayJson {

  static ObjectNode tool(Tool tool) {
    ObjectNode json = object();
    json.put("name", tool.name());
    json.put("title", tool.title());
    json.put("description", tool.description());
    json.set("inputSchema", raw(tool.inputSchema()));
    json.set("outputSchema", raw(tool.outputSchema()));
    json.set("annotations", raw(tool.annotations()));
    json.put("server", tool.server());
    json.put("originalName", tool.originalName());
    return json;
  }

  static ObjectNode catalog(ServerCatalog catalog) {
    ObjectNode json = object();
    json.set("tools", list(catalog.tools(), GatewayJson::tool));
    json.set("prompts", list(catalog.prompts(), GatewayJson::prompt));
    json.set("resources", list(catalog.resources(), GatewayJson::resource));
    json.set("resourceTemplates", list(catalog.resourceTemplates(), GatewayJson::resource));
    return json;
  }

  static ObjectNode client(ConnectedClient client) {
    return object()
        .put("session", client.session())
        .put("scope", client.scope().text())
        .put("name", client.name())
        .put("version", client.version())
        .put("protocolRevision", client.protocolRevision())
        .put("transport", client.transport().text())
        .put("principal", client.principal())
        .put("connectedAt", client.connectedAt().toString())
        .put("lastSeenAt", client.lastSeenAt().toString())
        .put("calls", client.calls());
  }

  private static ObjectNode prompt(Prompt prompt) {
    ObjectNode json = object();
    json.put("name", prompt.name());
    json.put("title", prompt.title());
    json.put("description", prompt.description());
    json.set("arguments", list(prompt.arguments(), argument -> object()
        .put("name", argument.name())
        .put("description", argument.description())
        .put("required", argument.required())));
    json.put("server", prompt.server());
    json.put("originalName", prompt.originalName());
    return json;
  }

  private static ObjectNode resource(Resource resource) {
    return object()
        .put("uri", resource.uri())
        .put("name", resource.name())
        .put("title", resource.title())
        .put("description", resource.description())
        .put("mimeType", resource.mimeType())
        .put("server", resource.server());
  }

  static <T> ArrayNode list(List<T> items, Function<T, ObjectNode> view) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    items.forEach(item -> list.add(view.apply(item)));
    return list;
  }

  private static JsonNode raw(@Nullable Json json) {
    return json == null ? JsonNodeFactory.instance.nullNode() : JsonBodies.tree(json.text());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private GatewayJson() {}
}
