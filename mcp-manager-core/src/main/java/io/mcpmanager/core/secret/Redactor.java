package io.mcpmanager.core.secret;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes known secrets out of texts: as they are, and as JSON, Base64, URLs and hexadecimal digits have them. Knows what has
 * been set or put into a launch since the manager started, by tenant, so that nobody learns another's secrets by writing
 * guesses to a log. Values of fewer than four characters are left, for they would be found everywhere. Thread-safe.
 */
public final class Redactor {

  /** Most values remembered of a tenant; of more, the oldest are forgotten. */
  private static final int MAX_VALUES = 5000;

  /** Guards the values; what is made of them is read without it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, Set<String>> values = new HashMap<>();
  private volatile Map<String, Patterns> patterns = Map.of();
  private volatile Patterns everybody = Patterns.NONE;

  /** Takes a value out of what a tenant sees from now on. */
  public void learn(String tenant, String value) {
    if (value.strip().length() < Patterns.MIN_LENGTH) {
      return;
    }
    lock.lock();
    try {
      Set<String> known = values.computeIfAbsent(tenant, unused -> new LinkedHashSet<>());
      if (!known.add(value)) {
        return;
      }
      Set<String> forms = Disguises.of(value);
      var changed = new HashMap<>(patterns);
      if (known.size() > MAX_VALUES) {
        boolean ignored = known.remove(known.iterator().next());
        changed.put(
            tenant,
            new Patterns(known.stream().map(Disguises::of).flatMap(Set::stream).toList()));
      } else {
        changed.merge(tenant, new Patterns(forms), (before, unused) -> before.with(forms));
      }
      patterns = Map.copyOf(changed);
      everybody = everybody.with(forms);
    } finally {
      lock.unlock();
    }
  }

  /** The text without a tenant's secrets; the same object if it holds none. */
  public String redact(String tenant, String text) {
    Patterns known = patterns.get(tenant);
    return known == null ? text : known.mask(text);
  }

  /** The text without anybody's secrets, for what is no tenant's, such as the manager's own log. */
  public String redact(String text) {
    return everybody.mask(text);
  }
}
