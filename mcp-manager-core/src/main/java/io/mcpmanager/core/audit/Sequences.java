package io.mcpmanager.core.audit;

import java.util.List;
import java.util.StringJoiner;
import java.util.function.LongConsumer;

/** Sequences in words: {@code 3-7,12}. */
final class Sequences {

  /**
   * Writes sequences.
   *
   * @param sequences ascending
   */
  static String write(List<Long> sequences) {
    var words = new StringJoiner(",");
    int from = 0;
    for (int i = 1; i <= sequences.size(); i++) {
      if (i == sequences.size() || sequences.get(i) != sequences.get(i - 1) + 1) {
        words.add(range(sequences.get(from), sequences.get(i - 1)));
        from = i;
      }
    }
    return words.toString();
  }

  static String range(long first, long last) {
    return first == last ? Long.toString(first) : first + "-" + last;
  }

  /** Only for notes whose entry has been found genuine. */
  static Each read(String words) {
    return receiver -> {
      for (String range : words.split(",", -1)) {
        int dash = range.indexOf('-');
        long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
        long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1));
        for (long one = first; one <= last; one++) {
          receiver.accept(one);
        }
      }
    };
  }

  /** Numbers that are handed out one by one. */
  @FunctionalInterface
  interface Each {

    void forEach(LongConsumer receiver);
  }

  private Sequences() {}
}
