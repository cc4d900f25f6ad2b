package io.mcpmanager.core.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found out lately, bounded. In two halves: once the younger one is full it becomes the older one, and what was
 * the older one goes; what is asked for moves to the younger. So nothing is locked to look something up. Thread-safe.
 */
final class Recent<V> {

  private final int half;
  private volatile Map<String, V> younger = new ConcurrentHashMap<>();
  private volatile Map<String, V> older = new ConcurrentHashMap<>();

  /** Keeps at least {@code half} and at most about twice as many. */
  Recent(int half) {
    this.half = half;
  }

  @Nullable
  V get(String key) {
    V found = younger.get(key);
    if (found == null) {
      found = older.get(key);
      if (found != null) {
        put(key, found);
      }
    }
    return found;
  }

  void put(String key, V value) {
    Map<String, V> present = younger;
    present.put(key, value);
    if (present.size() >= half) {
      older = present;
      younger = new ConcurrentHashMap<>();
    }
  }
}
