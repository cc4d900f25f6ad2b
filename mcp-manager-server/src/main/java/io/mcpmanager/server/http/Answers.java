package io.mcpmanager.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope that all answers of the API share. */
public final class Answers {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Header CONTENT_TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  /** Sends {@code {"success":true,"data":...,"meta":...}}; without {@code meta} if that is null. */
  public static void send(
      ServerResponse response, int status, JsonNode data, @Nullable JsonNode meta) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("success", true);
    body.set("data", data);
    if (meta != null) {
      body.set("meta", meta);
    }
    sendJson(response, status, body);
  }

  /** Sends {@code {"success":false,...}}. */
  public static void sendError(
      ServerResponse response,
      int status,
      ErrorCode code,
      String message,
      String requestId,
      List<Problem> details) {
    sendJson(response, status, error(code, message, requestId, details));
  }

  /** The body of an error. */
  public static ObjectNode error(
      ErrorCode code, String message, String requestId, List<Problem> details) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("success", false);
    body.put("error", message);
    body.put("code", code.name());
    body.put("requestId", requestId);
    var list = body.putArray("details");
    details.forEach(problem -> list.addObject()
        .put("field", problem.field())
        .put("message", problem.message())
        .put("code", problem.code().name()));
    return body;
  }

  /** Sends a document as it is, without the envelope. */
  public static void sendJson(ServerResponse response, int status, JsonNode body) {
    response.status(Status.create(status)).header(CONTENT_TYPE).send(bytes(body));
  }

  static byte[] bytes(JsonNode body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can always be written", impossible);
    }
  }

  private Answers() {}
}
