package io.mcpmanager.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document into a tree and refuses what a lenient parser lets pass: repeated keys, text after the end,
 * deep nesting, over-long documents. Messages never quote the document, which may hold secrets.
 */
final class StrictJson {

  private static final int MAX_DEPTH = 32;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxNameLength(1000)
          .maxNumberLength(100)
          .build())
      .build();

  private final JsonParser parser;
  private final List<Problem> duplicates = new ArrayList<>();

  /**
   * The document as a tree.
   *
   * @param maxLength longest document accepted, in characters
   * @throws ValidationException if it is no well-formed document within the limits
   */
  static JsonNode read(String text, int maxLength) {
    if (text.length() > maxLength) {
      throw new ValidationException(
          ErrorCode.TOO_LARGE,
          List.of(new Problem(
              "",
              "the document has " + text.length() + " characters; at most " + maxLength
                  + " are allowed",
              Problem.Code.OUT_OF_RANGE)));
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new StrictJson(parser).document();
    } catch (JsonProcessingException e) {
      throw malformed("the text is not well-formed JSON" + at(e.getLocation()));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  private JsonNode document() throws IOException {
    if (parser.nextToken() == null) {
      throw malformed("the document is empty");
    }
    JsonNode root = value("");
    if (parser.nextToken() != null) {
      throw malformed(
          "there is text after the end of the document" + at(parser.currentTokenLocation()));
    }
    if (!duplicates.isEmpty()) {
      throw new ValidationException(ErrorCode.MALFORMED_INPUT, duplicates);
    }
    return root;
  }

  private JsonNode value(String path) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> array(path);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_NUMBER_INT ->
        parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? NODES.numberNode(parser.getBigIntegerValue())
            : NODES.numberNode(parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      default -> throw malformed("unexpected token" + at(parser.currentTokenLocation()));
    };
  }

  private ObjectNode object(String path) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String field = FieldReader.path(path, name);
      parser.nextToken();
      if (object.has(name)) {
        duplicates.add(new Problem(field, "is given more than once", Problem.Code.DUPLICATE));
      }
      object.set(name, value(field));
    }
    return object;
  }

  private ArrayNode array(String path) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(path + "[" + array.size() + "]"));
    }
    return array;
  }

  private static ValidationException malformed(String message) {
    return new ValidationException(
        ErrorCode.MALFORMED_INPUT, List.of(new Problem("", message, Problem.Code.INVALID_FORMAT)));
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
