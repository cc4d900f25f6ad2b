package io.mcpmanager.api.access;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing that somebody may do, and one that an operation needs. Its text is a scope as OAuth knows it: {@code
 * servers:read}, {@code tools:execute:github}, {@code tools:execute:github/create_*}, {@code admin:full}.
 *
 * @param area what it is about
 * @param action what may be done
 * @param target which of the area's things: empty for all, else the name of a server, or of a server and, behind a slash,
 *     a tool; a {@code *} at the end stands for anything
 */
public record Permission(Area area, Action action, String target) {

  /** Everything. */
  public static final Permission ADMIN = new Permission(Area.ADMIN, Action.FULL, "");

  private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9._/:@+~%?=&#-]{1,256}\\*?|\\*");

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if they do not go together
   */
  public Permission {
    Objects.requireNonNull(area, "area");
    Objects.requireNonNull(action, "action");
    if ((area == Area.ADMIN) != (action == Action.FULL)) {
      throw new IllegalArgumentException("full goes with admin only, and admin with full only");
    }
    if (!target.isEmpty() && (area == Area.ADMIN || !TARGET.matcher(target).matches())) {
      throw new IllegalArgumentException(
          "target must be a server or server/tool, perhaps with * at its end");
    }
  }

  /** Of everything in an area. */
  public static Permission of(Area area, Action action) {
    return new Permission(area, action, "");
  }

  /**
   * The permission that a scope names.
   *
   * @return empty if it names none
   */
  public static Optional<Permission> parse(String scope) {
    String[] parts = scope.split(":", 3);
    if (parts.length < 2) {
      return Optional.empty();
    }
    Optional<Area> area =
        Arrays.stream(Area.values()).filter(one -> one.text().equals(parts[0])).findFirst();
    Optional<Action> action = Arrays.stream(Action.values())
        .filter(one -> one.text().equals(parts[1]))
        .findFirst();
    if (area.isEmpty() || action.isEmpty() || (parts.length == 3 && parts[2].isEmpty())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Permission(area.get(), action.get(), parts.length == 3 ? parts[2] : ""));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  /** Whether who has this may do something to a target, which need not be well-formed. */
  boolean covers(Area neededArea, Action neededAction, String needed) {
    return this.equals(ADMIN)
        || (area == neededArea && action == neededAction && coversTarget(needed));
  }

  private boolean coversTarget(String needed) {
    if (target.isEmpty() || target.equals(needed)) {
      return true;
    }
    return target.endsWith("*")
        ? needed.startsWith(target.substring(0, target.length() - 1))
        : needed.startsWith(target + "/");
  }

  /** The scope that names it. */
  public String text() {
    return area.text() + ":" + action.text() + (target.isEmpty() ? "" : ":" + target);
  }

  @Override
  public String toString() {
    return text();
  }
}
