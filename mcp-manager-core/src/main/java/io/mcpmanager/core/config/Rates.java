package io.mcpmanager.core.config;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much somebody may ask.
 *
 * @param most requests in each span; empty for no limit
 */
public record Rates(Map<Span, Long> most) {

  private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,9})/([smhd])");

  /** A span of time in which requests are counted. */
  public enum Span {
    /** A second: what may come at once. */
    SECOND(1),
    /** A minute. */
    MINUTE(60),
    /** An hour. */
    HOUR(3600),
    /** A day. */
    DAY(86_400);

    private final int seconds;

    Span(int seconds) {
      this.seconds = seconds;
    }

    /** Its length. */
    public int seconds() {
      return seconds;
    }
  }

  /** Copies the map. */
  public Rates {
    most = Map.copyOf(most);
  }

  /** Reads {@code 10/s 100/m 1000/h 10000/d}, in which each part may be missing but one, or {@code none}. */
  static Optional<Rates> parse(String text) {
    var most = new EnumMap<Span, Long>(Span.class);
    if (text.equals("none")) {
      return Optional.of(new Rates(most));
    }
    for (String part : text.strip().split(" +", -1)) {
      Matcher rate = RATE.matcher(part);
      if (!rate.matches() || most.put(span(rate.group(2)), Long.parseLong(rate.group(1))) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new Rates(most));
  }

  private static Span span(String unit) {
    return switch (unit) {
      case "s" -> Span.SECOND;
      case "m" -> Span.MINUTE;
      case "h" -> Span.HOUR;
      default -> Span.DAY;
    };
  }
}
