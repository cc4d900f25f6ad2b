package io.mcpmanager.core.config;

/**
 * What a key is set to, and where that came from.
 *
 * @param key such as {@code http.port}
 * @param value as it was given, without credentials; empty if there is none
 * @param kind where it came from
 * @param source the same for people: file and line, environment variable, {@code command line} or {@code default}
 * @param variable the environment variable that sets it
 * @param defaultValue what it is if nothing sets it; empty if that is nothing
 * @param expected what it may be, for people
 * @param help what the key does
 */
public record Origin(
    String key,
    String value,
    Kind kind,
    String source,
    String variable,
    String defaultValue,
    String expected,
    String help) {

  /** Where values come from; later ones win. */
  public enum Kind {
    /** Nothing sets it. */
    DEFAULT("default"),
    /** A configuration file. */
    FILE("file"),
    /** An environment variable. */
    ENVIRONMENT("environment"),
    /** The command line. */
    ARGUMENT("argument");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The text that REST bodies show. */
    public String text() {
      return text;
    }
  }
}
