package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.server.Failure;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The last lines an instance wrote to standard error. Thread-safe. */
final class ErrorLines {

  private static final int MAX_LENGTH = 2000;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  void add(String line) {
    String kept = line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    lock.lock();
    try {
      if (lines.size() == Failure.MAX_ERROR_LINES) {
        lines.removeFirst();
      }
      lines.addLast(kept);
    } finally {
      lock.unlock();
    }
  }

  List<String> copy() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }
}
