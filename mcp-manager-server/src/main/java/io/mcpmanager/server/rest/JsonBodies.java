package io.mcpmanager.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Bodies that are JSON. */
final class JsonBodies {

  private static final JsonMapper STRICT = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  /** The document; refused if it is not well-formed. */
  static JsonNode tree(String text) {
    try {
      JsonNode tree = STRICT.readTree(text);
      if (!tree.isMissingNode()) {
        return tree;
      }
    } catch (JsonProcessingException malformed) {
      var location = malformed.getLocation();
      throw new McpManagerException(
          ErrorCode.MALFORMED_INPUT,
          "the body is not well-formed JSON"
              + (location == null
                  ? ""
                  : " at line " + location.getLineNr() + ", column " + location.getColumnNr()));
    }
    throw new McpManagerException(ErrorCode.MALFORMED_INPUT, "the body is empty");
  }

  /** The document, which has to be an object. */
  static JsonNode object(String text) {
    JsonNode tree = tree(text);
    if (!tree.isObject()) {
      throw new ValidationException(
          List.of(new Problem("", "must be a JSON object", Problem.Code.WRONG_TYPE)));
    }
    return tree;
  }

  /** The text of the one field that the document may and must have. */
  static String onlyText(String text, String field) {
    return texts(text, List.of(field), List.of()).getOrDefault(field, "");
  }

  /** The texts of the fields that the document must have, and of those it may have and has. */
  static Map<String, String> texts(String text, List<String> required, List<String> optional) {
    JsonNode body = object(text);
    List<String> known = Stream.concat(required.stream(), optional.stream()).toList();
    var problems = new ArrayList<Problem>();
    var texts = new HashMap<String, String>();
    body.fieldNames().forEachRemaining(name -> {
      if (!known.contains(name)) {
        problems.add(new Problem(
            name,
            "is not known here; known is " + String.join(", ", known),
            Problem.Code.UNKNOWN_FIELD));
      }
    });
    for (String field : known) {
      if (body.hasNonNull(field) && body.get(field).isTextual()) {
        texts.put(field, body.get(field).asText());
      } else if (body.has(field)) {
        problems.add(new Problem(field, "must be a text", Problem.Code.WRONG_TYPE));
      } else if (required.contains(field)) {
        problems.add(new Problem(field, "must be given", Problem.Code.REQUIRED));
      }
    }
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
    return texts;
  }

  private JsonBodies() {}
}
