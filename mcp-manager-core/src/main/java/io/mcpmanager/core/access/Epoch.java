package io.mcpmanager.core.access;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the changes of who may do what. What was found out under an earlier number is found out anew, so that a change
 * holds from the moment it was made. Whoever finds something out reads the number first. Thread-safe.
 */
final class Epoch {

  private final AtomicLong number = new AtomicLong();

  long now() {
    return number.get();
  }

  void next() {
    number.incrementAndGet();
  }
}
