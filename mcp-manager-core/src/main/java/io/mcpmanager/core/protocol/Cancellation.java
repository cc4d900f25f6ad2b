package io.mcpmanager.core.protocol;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets somebody else end a request: before, while or after it runs. Thread-safe. */
public final class Cancellation {

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable String reason;
  private @Nullable Consumer<String> action;

  /** Ends the request with a reason for people; the first reason counts. */
  public void cancel(String newReason) {
    Consumer<String> running;
    lock.lock();
    try {
      if (reason != null) {
        return;
      }
      reason = newReason;
      running = action;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      running.accept(newReason);
    }
  }

  /** Whether it has been cancelled. */
  public boolean isCancelled() {
    lock.lock();
    try {
      return reason != null;
    } finally {
      lock.unlock();
    }
  }

  /** Sets what cancelling does from now on; done at once if it has been cancelled already. */
  public void onCancel(Consumer<String> newAction) {
    String given;
    lock.lock();
    try {
      action = newAction;
      given = reason;
    } finally {
      lock.unlock();
    }
    if (given != null) {
      newAction.accept(given);
    }
  }
}
