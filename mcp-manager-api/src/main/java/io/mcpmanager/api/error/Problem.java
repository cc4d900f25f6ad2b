package io.mcpmanager.api.error;

import java.util.Objects;

/**
 * One thing that is wrong with an input.
 *
 * @param field path of the field, such as {@code launch.command}; empty when the input as a whole is meant
 * @param message what was expected and what was found, for people; never a secret
 * @param code stable name of the kind of problem
 */
public record Problem(String field, String message, Code code) {

  /** Kinds of problems. */
  public enum Code {
    /** A value that must be given is absent or blank. */
    REQUIRED,
    /** The field is not known here. */
    UNKNOWN_FIELD,
    /** The value has another type than the field. */
    WRONG_TYPE,
    /** The value has the right type but not a valid form. */
    INVALID_FORMAT,
    /** The value is outside its range or too long. */
    OUT_OF_RANGE,
    /** The value is none of the allowed ones. */
    NOT_ALLOWED,
    /** The value must be unique and is not. */
    DUPLICATE,
    /** What the value refers to does not exist. */
    NOT_FOUND,
    /** The value is well-formed but this manager can't do it. */
    UNSUPPORTED
  }

  /** Checks that all components are given. */
  public Problem {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(code, "code");
  }

  /** The same problem seen from a surrounding object: {@code prefix.field}. */
  public Problem within(String prefix) {
    if (prefix.isEmpty()) {
      return this;
    }
    String path =
        field.isEmpty() ? prefix : field.startsWith("[") ? prefix + field : prefix + "." + field;
    return new Problem(path, message, code);
  }

  /** {@code field: message}, or the message alone when no field is named. */
  @Override
  public String toString() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
