package io.mcpmanager.examples.demo;

import java.util.List;

/** A text, a note that a tool can rewrite, the client's roots, and the weather of every city we know. */
final class Resources {

  private static final String README_URI = "demo://readme";
  static final String NOTE_URI = "demo://note";
  private static final String ROOTS_URI = "demo://roots";
  private static final String WEATHER_PREFIX = "demo://weather/";
  private static final String WEATHER_TEMPLATE = WEATHER_PREFIX + "{city}";

  private static final String README = """
            # Demo server

            - `echo`, `add` and `weather` answer at once, the last two with structured output.
            - `count` reports progress, `slow` can be cancelled, `fail` answers with an error.
            - `log` writes a log message, `add_tool` changes the list of tools, `crash` ends the process.
            - `ask_user`, `ask_model`, `list_roots` and their like ask the client before they answer.
            """;

  private final Changes changes;
  private volatile String note = "Nothing noted.";

  Resources(Changes changes) {
    this.changes = changes;
  }

  void write(String text) {
    note = text;
    changes.resourceUpdated(NOTE_URI);
  }

  List<JsonObject> list() {
    return List.of(
        JsonObject.of(
            "uri", README_URI,
            "name", "readme",
            "title", "What this server can do",
            "description", "The tools of this server in a few lines.",
            "mimeType", "text/markdown"),
        JsonObject.of(
            "uri", NOTE_URI,
            "name", "note",
            "title", "A note",
            "description", "What was last written with the tool 'write_note'.",
            "mimeType", "text/plain"),
        JsonObject.of(
            "uri", ROOTS_URI,
            "name", "roots",
            "title", "The client's roots",
            "description", "What the client says its roots are, asked for when this is read.",
            "mimeType", "application/json"));
  }

  List<JsonObject> templates() {
    return List.of(JsonObject.of(
        "uriTemplate", WEATHER_TEMPLATE,
        "name", "weather",
        "title", "Weather in a city",
        "description", "The made-up weather in one of " + Weather.CITIES.size() + " cities.",
        "mimeType", "application/json"));
  }

  JsonObject read(Call call, String uri) throws RpcError, CancelledException, InputNeeded {
    if (uri.equals(README_URI)) {
      return contents(uri, "text/markdown", README);
    }
    if (uri.equals(NOTE_URI)) {
      return contents(uri, "text/plain", note);
    }
    if (uri.equals(ROOTS_URI)) {
      return contents(uri, "application/json", roots(call));
    }
    var city = uri.startsWith(WEATHER_PREFIX) ? uri.substring(WEATHER_PREFIX.length()) : "";
    if (Weather.CITIES.contains(city)) {
      var weather = Weather.in(city, Weather.UNITS.getFirst());
      return contents(uri, "application/json", weather.toString());
    }
    throw new RpcError(
        call.client().isModern() ? RpcError.INVALID_PARAMS : RpcError.RESOURCE_NOT_FOUND,
        "no resource " + JsonWriter.write(uri),
        200,
        JsonObject.of("uri", uri));
  }

  private static String roots(Call call) throws RpcError, CancelledException, InputNeeded {
    try {
      return call.ask(Question.roots()).toString();
    } catch (Refusal e) {
      throw new RpcError(RpcError.INTERNAL_ERROR, String.valueOf(e.getMessage()));
    }
  }

  /** The values that could be meant for a variable of a template. */
  List<String> candidates(String template, String variable) throws RpcError {
    if (template.equals(WEATHER_TEMPLATE) && variable.equals("city")) {
      return Weather.CITIES;
    }
    throw RpcError.invalidParams("no resource template with this 'uri' and argument");
  }

  private static JsonObject contents(String uri, String mimeType, String text) {
    return JsonObject.of(
        "contents", List.of(JsonObject.of("uri", uri, "mimeType", mimeType, "text", text)));
  }
}
