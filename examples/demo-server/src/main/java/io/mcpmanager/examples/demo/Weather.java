package io.mcpmanager.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Made-up weather: it depends on nothing but the name of the city. */
final class Weather {

  static final List<String> CITIES = List.of(
      "Amsterdam",
      "Berlin",
      "Cairo",
      "Lagos",
      "Lima",
      "Mumbai",
      "Nairobi",
      "Oslo",
      "Paris",
      "Quito",
      "Reykjavik",
      "Seoul",
      "Sydney",
      "Tokyo",
      "Toronto",
      "Vienna");

  static final List<String> UNITS = List.of("celsius", "fahrenheit");

  private static final List<String> SKIES =
      List.of("sunny", "cloudy", "rainy", "windy", "foggy", "snowy");
  private static final List<String> DAYS = List.of("today", "tomorrow", "the day after");

  private static final JsonObject NUMBER = JsonObject.of("type", "number");
  private static final JsonObject TEXT = JsonObject.of("type", "string");

  static final JsonObject SCHEMA = object(
      "city",
      TEXT,
      "unit",
      JsonObject.of("type", "string", "enum", UNITS),
      "now",
      object(
          "sky",
          TEXT,
          "temperature",
          NUMBER,
          "wind",
          object("speed_kmh", NUMBER, "direction", TEXT)),
      "forecast",
      JsonObject.of(
          "type",
          "array",
          "items",
          object("day", TEXT, "sky", TEXT, "low", NUMBER, "high", NUMBER)));

  private Weather() {}

  static JsonObject in(String city, String unit) {
    int seed = Math.floorMod(city.toLowerCase(Locale.ROOT).hashCode(), 10_000);
    int celsius = seed % 45 - 10;
    var forecast = new ArrayList<JsonObject>();
    for (int day = 0; day < DAYS.size(); day++) {
      int shift = (seed / (day + 2)) % 7 - 3;
      forecast.add(JsonObject.of(
          "day", DAYS.get(day),
          "sky", sky(seed + day),
          "low", in(unit, celsius + shift - 4),
          "high", in(unit, celsius + shift + 4)));
    }
    var wind = JsonObject.of(
        "speed_kmh", seed % 60, "direction", List.of("N", "E", "S", "W").get(seed % 4));
    var now = JsonObject.of("sky", sky(seed), "temperature", in(unit, celsius), "wind", wind);
    return JsonObject.of("city", city, "unit", unit, "now", now, "forecast", forecast);
  }

  private static String sky(int seed) {
    return SKIES.get(seed % SKIES.size());
  }

  private static long in(String unit, int celsius) {
    return unit.equals("fahrenheit") ? Math.round(celsius * 1.8 + 32) : celsius;
  }

  private static JsonObject object(Object... properties) {
    var schema = JsonObject.of(properties);
    return JsonObject.of(
        "type",
        "object",
        "properties",
        schema,
        "required",
        List.copyOf(schema.members().keySet()));
  }
}
