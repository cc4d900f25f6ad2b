package io.mcpmanager.core.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The calls that nobody waits for any more although the server has not answered them: their time was over, or they were
 * cancelled. They take no place, and beyond a number the oldest are forgotten. Thread-safe.
 */
final class AbandonedCalls {

  private static final int CAPACITY = 1024;

  private record Call(long began, long deadline) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Call> calls = new LinkedHashMap<>();

  void add(PendingCall call) {
    lock.lock();
    try {
      calls.put(call.id(), new Call(call.began(), call.deadline()));
      if (calls.size() > CAPACITY) {
        calls.remove(calls.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** An answer has come after all. */
  void answered(long id) {
    lock.lock();
    try {
      calls.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /** Adds what is here, and forgets the calls whose time was over when the server last sent something. */
  void countInto(Backlog.Count count) {
    lock.lock();
    try {
      calls.values().removeIf(call -> count.isProvenAliveSince(call.began(), call.deadline()));
      calls.values().forEach(call -> count.add(call.began(), call.deadline()));
    } finally {
      lock.unlock();
    }
  }
}
