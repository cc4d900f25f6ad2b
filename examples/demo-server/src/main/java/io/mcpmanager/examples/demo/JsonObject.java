package io.mcpmanager.examples.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object, immutable, in the order in which its members were given.
 *
 * <p>A member is a {@code JsonObject}, a {@code List}, a {@code String}, a {@code Long} or {@code Double}, a
 * {@code Boolean}, or {@link #NULL}.
 */
record JsonObject(Map<String, Object> members) {

  /** The JSON value null, so that no Java null is ever a member. */
  static final Object NULL = new Object() {
    @Override
    public String toString() {
      return "null";
    }
  };

  static final JsonObject EMPTY = new JsonObject(Map.of());

  JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** {@code of("name", "echo", "size", 3)} is <code>{"name":"echo","size":3}</code>. */
  static JsonObject of(Object... namesAndValues) {
    var members = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return new JsonObject(members);
  }

  JsonObject with(String name, Object value) {
    var copy = new LinkedHashMap<>(members);
    copy.put(name, value);
    return new JsonObject(copy);
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  Optional<Object> value(String name) {
    return Optional.ofNullable(members.get(name));
  }

  Optional<String> text(String name) {
    return value(name, String.class);
  }

  Optional<JsonObject> object(String name) {
    return value(name, JsonObject.class);
  }

  private <T> Optional<T> value(String name, Class<T> type) {
    return value(name).filter(type::isInstance).map(type::cast);
  }

  @Override
  public String toString() {
    return JsonWriter.write(this);
  }
}
