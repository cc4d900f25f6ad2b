package io.mcpmanager.spi;

import java.util.Objects;

/**
 * What somebody beside the manager says about how well an instance is.
 *
 * @param well whether it is
 * @param text for people, such as the last output of the command that looked
 */
public record OutsideView(boolean well, String text) {

  /** Checks what must be given. */
  public OutsideView {
    Objects.requireNonNull(text, "text");
  }
}
