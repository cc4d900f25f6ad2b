package io.mcpmanager.api.secret;

import java.util.Objects;

/** A text that does not print. Immutable. */
public final class SecretValue {

  private final String text;

  private SecretValue(String text) {
    this.text = text;
  }

  /** Holds a text. */
  public static SecretValue of(String text) {
    return new SecretValue(Objects.requireNonNull(text, "text"));
  }

  /** The text, for whoever has to pass it on to where it belongs. */
  public String reveal() {
    return text;
  }

  /** Shows nothing, not even how long it is. */
  @Override
  public String toString() {
    return "***";
  }
}
