package io.mcpmanager.api.server;

import java.util.regex.Pattern;

/**
 * Identity of a server, given by the manager when the server is created and never reused.
 *
 * @param value 1 to 64 characters from {@code a-z A-Z 0-9 _ -}
 */
public record ServerId(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Refuses a text that is not an id. */
  public ServerId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a server id has 1 to 64 characters from a-z A-Z 0-9 _ -");
    }
  }

  /** The id written as {@code value}. */
  public static ServerId of(String value) {
    return new ServerId(value);
  }

  /** The id alone, as it is written in URLs and JSON. */
  @Override
  public String toString() {
    return value;
  }
}
