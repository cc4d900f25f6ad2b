package io.mcpmanager.api.policy;

import java.util.Objects;

/**
 * Something suspicious about a text in a tool's definition. Models read these texts; what people do not get to see, or what
 * tells a model what to do beside using the tool, does not belong there. A flag is a reason to look, not a proof.
 *
 * @param kind what it is
 * @param path where it stands, such as {@code inputSchema.properties.path.description}
 * @param excerpt the text around it, with characters that can't be seen escaped; at most 160 characters
 */
public record TextFlag(Kind kind, String path, String excerpt) {

  /** What is suspicious. */
  public enum Kind {
    /** Characters that can't be seen, such as zero-width ones, tags or controls. */
    HIDDEN_CHARACTERS,
    /** Characters that change the order in which text is shown. */
    REORDERED_TEXT,
    /** A name with letters that look like those of another script, or one that looks like another tool's. */
    LOOKALIKE_NAME,
    /** Words that tell a model to do something beside using the tool, or to keep it from its user. */
    INSTRUCTIONS,
    /** A long run of characters that looks encoded. */
    ENCODED_TEXT,
    /** A text longer than 8000 characters. */
    LONG_TEXT,
    /** A member given twice: readers do not agree on which one holds. */
    AMBIGUOUS
  }

  /** Checks that all components are given. */
  public TextFlag {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(excerpt, "excerpt");
  }
}
