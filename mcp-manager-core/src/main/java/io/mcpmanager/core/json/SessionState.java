package io.mcpmanager.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.mcp.ProtocolRevision;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a client's session to go on with it, as it is stored.
 *
 * @param client name the client gives itself
 * @param version version the client gives itself
 * @param revision revision agreed on
 * @param capabilities what the client offers servers, a JSON object as the client wrote it
 * @param level log level the client has asked for, or null
 * @param subscriptions the resources whose changes it wants to hear of
 * @param calls its requests whose answers are being streamed
 */
public record SessionState(
    String client,
    String version,
    ProtocolRevision revision,
    String capabilities,
    @Nullable String level,
    List<Subscription> subscriptions,
    List<StreamedCall> calls) {

  private static final int MAX_LENGTH = 64 << 20;

  /**
   * A resource whose changes the client wants to hear of.
   *
   * @param server id of the server that has it
   * @param uri what the server calls it
   */
  public record Subscription(String server, String uri) {}

  /**
   * A request whose answer is being streamed.
   *
   * @param id the client's id of it, as JSON
   * @param method what is asked for
   */
  public record StreamedCall(String id, String method) {}

  /**
   * Reads what {@link #toJson} has written.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static SessionState read(String json) {
    try {
      JsonNode state = StrictJson.read(json, MAX_LENGTH);
      List<Subscription> subscriptions = new ArrayList<>();
      state
          .path("subscriptions")
          .forEach(
              one -> subscriptions.add(new Subscription(text(one, "server"), text(one, "uri"))));
      List<StreamedCall> calls = new ArrayList<>();
      state
          .path("calls")
          .forEach(call -> calls.add(new StreamedCall(text(call, "id"), text(call, "method"))));
      return new SessionState(
          text(state, "client"),
          text(state, "version"),
          ProtocolRevision.parse(text(state, "revision")).orElseThrow(),
          text(state, "capabilities"),
          state.hasNonNull("level") ? text(state, "level") : null,
          subscriptions,
          calls);
    } catch (ValidationException | NoSuchElementException e) {
      throw new IllegalArgumentException("a stored session can't be read", e);
    }
  }

  /** The document to store. */
  public String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("client", client)
        .put("version", version)
        .put("revision", revision.text())
        .put("capabilities", capabilities);
    if (level != null) {
      json.put("level", level);
    }
    if (!subscriptions.isEmpty()) {
      ArrayNode array = json.putArray("subscriptions");
      subscriptions.forEach(
          one -> array.addObject().put("server", one.server()).put("uri", one.uri()));
    }
    if (!calls.isEmpty()) {
      ArrayNode array = json.putArray("calls");
      calls.forEach(call -> array.addObject().put("id", call.id()).put("method", call.method()));
    }
    return json.toString();
  }

  private static String text(JsonNode json, String field) {
    return json.required(field).asText();
  }
}
