package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When an image is fetched, and as whom.
 *
 * @param policy when
 * @param username name at the registry, or null to use what the engine's own configuration has for it
 * @param password password or token that goes with the name; never logged
 */
public record ImagePull(
    Policy policy, @Nullable String username, @Nullable String password) {

  /** When an image is fetched. */
  public enum Policy {
    /** Before every start. */
    ALWAYS,
    /** If it is not there. */
    MISSING,
    /** Never; it must be there. */
    NEVER;

    /** The policy in lower case, as JSON shows it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** If it is not there, with the engine's own credentials. */
  public static final ImagePull DEFAULT = new ImagePull(Policy.MISSING, null, null);

  /** Checks what must be given. */
  public ImagePull {
    Objects.requireNonNull(policy, "policy");
  }

  /** With the engine's own credentials. */
  public static ImagePull of(Policy policy) {
    return new ImagePull(policy, null, null);
  }

  void check(String field, List<Problem> problems) {
    if ((username == null) != (password == null)) {
      problems.add(new Problem(
          field + (username == null ? ".username" : ".password"),
          "must be given: a name and a password go together",
          Problem.Code.REQUIRED));
    }
  }

  /** Shows no credentials. */
  @Override
  public String toString() {
    return "ImagePull[policy=" + policy + ", " + (username == null ? "no" : "own")
        + " credentials]";
  }
}
