package io.mcpmanager.spi;

import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.GatewayMessage.Kind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which messages an interceptor wants: those that all three parts allow. Build one from {@link #EVERYTHING}:
 *
 * <pre>{@code Interest.EVERYTHING.methods("tools/call").kinds(Kind.ANSWER)}</pre>
 *
 * @param directions the ways they go
 * @param kinds what they are
 * @param methods their methods, an answer having that of its request; empty for all
 */
public record Interest(Set<Direction> directions, Set<Kind> kinds, Set<String> methods) {

  /** All messages. */
  public static final Interest EVERYTHING =
      new Interest(EnumSet.allOf(Direction.class), EnumSet.allOf(Kind.class), Set.of());

  /** Copies the sets. */
  public Interest {
    directions = Set.copyOf(directions);
    kinds = Set.copyOf(kinds);
    methods = Set.copyOf(methods);
  }

  /** The same, in these directions only. */
  public Interest directions(Direction... only) {
    return new Interest(Set.of(only), kinds, methods);
  }

  /** The same, of these kinds only. */
  public Interest kinds(Kind... only) {
    return new Interest(directions, Set.of(only), methods);
  }

  /** The same, with these methods only. */
  public Interest methods(String... only) {
    return new Interest(directions, kinds, Set.of(only));
  }

  /** Whether it covers such a message. */
  public boolean covers(Direction direction, Kind kind, String method) {
    return covers(direction, kind) && (methods.isEmpty() || methods.contains(method));
  }

  /** Whether it covers some message that goes this way and is this. */
  public boolean covers(Direction direction, Kind kind) {
    return directions.contains(direction) && kinds.contains(kind);
  }
}
