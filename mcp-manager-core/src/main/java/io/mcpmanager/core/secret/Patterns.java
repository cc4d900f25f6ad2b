package io.mcpmanager.core.secret;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Texts to look for, all at the same time. A text that holds none of them is read once, character by character, with a look
 * into a table of bits for each. Immutable.
 */
final class Patterns {

  static final Patterns NONE = new Patterns(Set.of());

  /** Shortest text that can be looked for: so many characters are hashed together. */
  static final int MIN_LENGTH = 4;

  static final String MASK = "***";

  private static final int HASH_MASK = 0xffff;

  /** A bit for each hash that a text begins with. */
  private final long[] begins;

  /** The texts by that hash, longest first. */
  private final Map<Integer, List<String>> texts;

  Patterns(Collection<String> all) {
    this(new long[(HASH_MASK + 1) / Long.SIZE], new HashMap<>(), all);
  }

  private Patterns(long[] begins, Map<Integer, List<String>> texts, Collection<String> more) {
    this.begins = begins;
    this.texts = texts;
    for (String text : more) {
      int hash = 0;
      for (int i = 0; i < MIN_LENGTH; i++) {
        hash = next(hash, text.charAt(i));
      }
      begins[hash >> 6] |= 1L << hash;
      texts.merge(hash, List.of(text), Patterns::joined);
    }
  }

  /** These and more. */
  Patterns with(Collection<String> more) {
    return new Patterns(begins.clone(), new HashMap<>(texts), more);
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream())
        .distinct()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  /** Shifts by a quarter of the hash's bits, so that only the last four characters count. */
  private static int next(int hash, char c) {
    return ((hash << 4) ^ c ^ (c >> 8)) & HASH_MASK;
  }

  /** The text with {@value #MASK} in place of what is looked for; the same object if it holds nothing of that. */
  String mask(String text) {
    int length = text.length();
    if (length < MIN_LENGTH || texts.isEmpty()) {
      return text;
    }
    StringBuilder masked = null;
    int copied = 0;
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = next(hash, text.charAt(i));
      if ((begins[hash >> 6] & 1L << hash) == 0) {
        continue;
      }
      int start = i - MIN_LENGTH + 1;
      String found = start < copied ? null : at(text, start, hash);
      if (found != null) {
        if (masked == null) {
          masked = new StringBuilder(length);
        }
        masked.append(text, copied, start).append(MASK);
        copied = start + found.length();
      }
    }
    return masked == null ? text : masked.append(text, copied, length).toString();
  }

  private @Nullable String at(String text, int start, int hash) {
    for (String candidate : texts.getOrDefault(hash, List.of())) {
      if (text.startsWith(candidate, start)) {
        return candidate;
      }
    }
    return null;
  }
}
