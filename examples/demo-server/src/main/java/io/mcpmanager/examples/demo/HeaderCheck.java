package io.mcpmanager.examples.demo;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Revision 2026-07-28 repeats parts of a request in headers; they must say the same. */
final class HeaderCheck {

  private static final String CODED = "=?base64?";

  private final Headers headers;
  private final ToolBox tools;

  HeaderCheck(Headers headers, ToolBox tools) {
    this.headers = headers;
    this.tools = tools;
  }

  void check(JsonObject request) throws RpcError {
    var params = request.object("params").orElse(JsonObject.EMPTY);
    var method = request.text("method").orElse("");
    compare(
        "MCP-Protocol-Version",
        params.object("_meta").flatMap(meta -> meta.text(Modern.REVISION)).orElse(""));
    compare("Mcp-Method", method);
    switch (method) {
      case "tools/call" -> {
        compare("Mcp-Name", params.text("name").orElse(""));
        checkArguments(params);
      }
      case "prompts/get" -> compare("Mcp-Name", params.text("name").orElse(""));
      case "resources/read" -> compare("Mcp-Name", params.text("uri").orElse(""));
      default -> {
        // no other method has a name
      }
    }
  }

  private void checkArguments(JsonObject params) throws RpcError {
    var tool = params.text("name").flatMap(tools::find);
    var arguments = params.object("arguments").orElse(JsonObject.EMPTY);
    if (tool.isPresent()) {
      for (var parameter : tool.get().parameters()) {
        var value =
            arguments.value(parameter.name()).filter(given -> !given.equals(JsonObject.NULL));
        if (parameter.header().isPresent() && value.isPresent()) {
          compare("Mcp-Param-" + parameter.header().get(), value.get().toString());
        }
      }
    }
  }

  private void compare(String header, String expected) throws RpcError {
    var given = Optional.ofNullable(headers.getFirst(header));
    if (!given.map(HeaderCheck::decode).equals(Optional.of(expected))) {
      throw RpcError.badRequest(
          RpcError.HEADER_MISMATCH,
          "the header " + header + " must say " + JsonWriter.write(expected) + ", it "
              + given.map(value -> "says " + JsonWriter.write(value)).orElse("is missing"));
    }
  }

  private static String decode(String value) {
    if (!value.startsWith(CODED) || !value.endsWith("?=") || value.length() < CODED.length() + 2) {
      return value;
    }
    try {
      var coded = value.substring(CODED.length(), value.length() - 2);
      return new String(Base64.getDecoder().decode(coded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
