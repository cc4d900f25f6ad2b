package io.mcpmanager.examples.faults;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What has been acknowledged of a number of things, by their names. A change that was begun and not acknowledged may
 * have happened or not. Thread-safe.
 */
final class Ledger {

  private final Map<String, Set<String>> possible = new TreeMap<>();

  /** Is about to be changed to a value. */
  synchronized void begin(String name, String value) {
    possible.computeIfAbsent(name, unknown -> new TreeSet<>(Set.of("absent"))).add(value);
  }

  /** Has been changed. */
  synchronized void acknowledge(String name, String value) {
    possible.put(name, new TreeSet<>(Set.of(value)));
  }

  synchronized Set<String> names() {
    return Set.copyOf(possible.keySet());
  }

  synchronized Set<String> possible(String name) {
    return Set.copyOf(possible.get(name));
  }
}
