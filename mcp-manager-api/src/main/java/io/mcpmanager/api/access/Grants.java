package io.mcpmanager.api.access;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All that somebody may do. Immutable; equal if the same is allowed in the same words. */
public final class Grants {

  /** Nothing. */
  public static final Grants NONE = new Grants(Set.of());

  /** Everything. */
  public static final Grants ALL = new Grants(Set.of(Permission.ADMIN));

  private final Set<Permission> permissions;
  private final List<Permission> targeted;

  private final boolean everything;

  /** What is granted for everything in an area. */
  private final Map<Area, Set<Action>> whole = new EnumMap<>(Area.class);

  private Grants(Set<Permission> permissions) {
    this.permissions = Set.copyOf(permissions);
    targeted = permissions.stream().filter(one -> !one.target().isEmpty()).toList();
    everything = permissions.contains(Permission.ADMIN);
    for (Permission one : permissions) {
      if (one.target().isEmpty()) {
        whole.computeIfAbsent(one.area(), area -> EnumSet.noneOf(Action.class)).add(one.action());
      }
    }
  }

  /** What these permissions allow together. */
  public static Grants of(Collection<Permission> permissions) {
    return permissions.isEmpty() ? NONE : new Grants(Set.copyOf(permissions));
  }

  /** What these permissions allow together. */
  public static Grants of(Permission... permissions) {
    return of(List.of(permissions));
  }

  /** Whether what needs this permission may be done. */
  public boolean allows(Permission needed) {
    return allows(needed.area(), needed.action(), needed.target());
  }

  /**
   * Whether something may be done. Takes well under a microsecond.
   *
   * @param target name of a server, or of a server and, behind a slash, a tool, as they are called; empty for all there are
   */
  public boolean allows(Area area, Action action, String target) {
    if (everything || whole.getOrDefault(area, Set.of()).contains(action)) {
      return true;
    }
    for (Permission one : targeted) {
      if (one.covers(area, action, target)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an action is allowed on at least something in an area: for lists, which show what may be seen. */
  public boolean allowsSome(Area area, Action action) {
    return allows(area, action, "")
        || targeted.stream().anyMatch(one -> one.area() == area && one.action() == action);
  }

  /**
   * Whether an action is allowed on at least something of a server: for what a server's own lists and greeting are.
   *
   * @param server its name
   */
  public boolean allowsWithin(Area area, Action action, String server) {
    return allows(area, action, server)
        || targeted.stream()
            .anyMatch(one -> one.area() == area
                && one.action() == action
                && one.target().startsWith(server + "/"));
  }

  /** What both these and others allow: of a key that was given less than its owner has. */
  public Grants and(Grants others) {
    var both = new TreeSet<Permission>(Comparator.comparing(Permission::text));
    permissions.stream().filter(others::allows).forEach(both::add);
    others.permissions.stream().filter(this::allows).forEach(both::add);
    return of(both);
  }

  /** The permissions, in the words in which they were granted. */
  public Set<Permission> permissions() {
    return permissions;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grants that && permissions.equals(that.permissions);
  }

  @Override
  public int hashCode() {
    return permissions.hashCode();
  }

  @Override
  public String toString() {
    return permissions.stream().map(Permission::text).sorted().collect(Collectors.joining(" "));
  }
}
