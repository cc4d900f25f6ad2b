package io.mcpmanager.examples.demo;

import java.util.List;

/** One text, and the weather of every city we know through a template. */
final class Resources {

  private static final String README_URI = "demo://readme";
  private static final String WEATHER_PREFIX = "demo://weather/";
  private static final String WEATHER_TEMPLATE = WEATHER_PREFIX + "{city}";

  private static final String README = """
            # Demo server

            - `echo`, `add` and `weather` answer at once, the last two with structured output.
            - `count` reports progress, `slow` can be cancelled, `fail` answers with an error.
            - `log` writes a log message, `add_tool` changes the list of tools, `crash` ends the process.
            """;

  List<JsonObject> list() {
    return List.of(JsonObject.of(
        "uri", README_URI,
        "name", "readme",
        "title", "What this server can do",
        "description", "The tools of this server in a few lines.",
        "mimeType", "text/markdown"));
  }

  List<JsonObject> templates() {
    return List.of(JsonObject.of(
        "uriTemplate", WEATHER_TEMPLATE,
        "name", "weather",
        "title", "Weather in a city",
        "description", "The made-up weather in one of " + Weather.CITIES.size() + " cities.",
        "mimeType", "application/json"));
  }

  JsonObject read(String uri) throws RpcError {
    if (uri.equals(README_URI)) {
      return contents(uri, "text/markdown", README);
    }
    var city = uri.startsWith(WEATHER_PREFIX) ? uri.substring(WEATHER_PREFIX.length()) : "";
    if (Weather.CITIES.contains(city)) {
      var weather = Weather.in(city, Weather.UNITS.getFirst());
      return contents(uri, "application/json", weather.toString());
    }
    throw new RpcError(RpcError.RESOURCE_NOT_FOUND, "no resource " + JsonWriter.write(uri));
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
