package io.mcpmanager.api.policy;

import java.util.Objects;

/**
 * One difference between two definitions of a tool, and what it means.
 *
 * @param path where, such as {@code inputSchema.properties.path.type}
 * @param kind what has become of it
 * @param weight what it means for who calls
 * @param before as it was, as JSON; empty if it was not there; at most 500 characters
 * @param after as it is now; empty if it is not there any more; at most 500 characters
 */
public record Difference(String path, Kind kind, Weight weight, String before, String after) {

  /** What has become of something. */
  public enum Kind {
    /** It was not there. */
    ADDED,
    /** It is not there any more. */
    REMOVED,
    /** It is another. */
    CHANGED
  }

  /** What a difference means. */
  public enum Weight {
    /** Words that models and people read. */
    TEXT,
    /** The tool takes what it did not take before; calls made so far still work. */
    WIDER,
    /** The tool wants what it did not want before, or no longer takes what it took. */
    NARROWER,
    /** The tool says that it can do more harm than it said. */
    RISK,
    /** Something else. */
    OTHER
  }

  /** Checks that all components are given. */
  public Difference {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(weight, "weight");
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(after, "after");
  }

  /** One line for people. */
  @Override
  public String toString() {
    return switch (kind) {
      case ADDED -> path + " was added: " + after;
      case REMOVED -> path + " was removed: " + before;
      case CHANGED -> path + " was " + before + " and is " + after;
    };
  }
}
