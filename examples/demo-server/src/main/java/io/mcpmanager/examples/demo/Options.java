package io.mcpmanager.examples.demo;

import java.util.List;
import java.util.OptionalInt;

/**
 * How the server is to run.
 *
 * @param port to serve HTTP on, 0 for any free one; without it the server speaks on standard input and output
 * @param address to serve HTTP at
 * @param revisions of the protocol to speak, the newest first
 * @param early what to do with requests that come before {@code initialize}, if no revision is spoken that has none
 */
record Options(OptionalInt port, String address, List<String> revisions, Early early) {

  static final String MODERN = "2026-07-28";
  static final List<String> LEGACY =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  static final String USAGE = """
            options:
              --http PORT         serve Streamable HTTP at http://127.0.0.1:PORT/mcp (0: any free port)
                                  instead of standard input and output
              --address ADDRESS   serve HTTP there instead; in a container 0.0.0.0 is of use
              --revisions LIST    dual (default), legacy, modern, or revisions divided by commas
              --early HABIT       answer (default), ignore or exit: what a legacy server does when
                                  a request comes before initialize
            """;

  /** Servers of older revisions differ in this. */
  enum Early {
    ANSWER,
    IGNORE,
    EXIT
  }

  static Options dual() {
    return parse();
  }

  static Options parse(String... arguments) {
    var port = OptionalInt.empty();
    var address = "127.0.0.1";
    var revisions = revisions("dual");
    var early = Early.ANSWER;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      var value = arguments[i + 1];
      switch (arguments[i]) {
        case "--http" -> port = OptionalInt.of(Integer.parseInt(value));
        case "--address" -> address = value;
        case "--revisions" -> revisions = revisions(value);
        case "--early" ->
          early = switch (value) {
            case "answer" -> Early.ANSWER;
            case "ignore" -> Early.IGNORE;
            case "exit" -> Early.EXIT;
            default -> throw new IllegalArgumentException("unknown habit " + value);
          };
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    if (arguments.length % 2 != 0) {
      throw new IllegalArgumentException(
          arguments[arguments.length - 1] + " is unknown or has no value");
    }
    return new Options(port, address, revisions, early);
  }

  boolean isModern() {
    return revisions.contains(MODERN);
  }

  /** The revisions that begin with {@code initialize}. */
  List<String> legacy() {
    return revisions.stream().filter(LEGACY::contains).toList();
  }

  private static List<String> revisions(String text) {
    return switch (text) {
      case "legacy" -> LEGACY;
      case "modern" -> List.of(MODERN);
      case "dual" -> {
        var all = new java.util.ArrayList<>(List.of(MODERN));
        all.addAll(LEGACY);
        yield List.copyOf(all);
      }
      default -> {
        var named = List.of(text.split(","));
        for (var revision : named) {
          if (!revision.equals(MODERN) && !LEGACY.contains(revision)) {
            throw new IllegalArgumentException("unknown revision " + revision);
          }
        }
        yield named;
      }
    };
  }
}
