package io.mcpmanager.server.live;

import io.mcpmanager.api.event.Subscription;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a feed follows, and whether it still does. A feed may be closed while it is being started: whichever comes last,
 * its subscription is closed, and its thread runs only if it was not.
 */
final class Following {

  private final ReentrantLock lock;
  private final Runnable wake;

  private boolean closed;
  private @Nullable Subscription subscription;

  /**
   * Of a feed.
   *
   * @param lock the feed's own, under which it asks whether it is closed
   * @param wake what is done when it is closed, with the lock held, so that nothing waits for what does not come
   */
  Following(ReentrantLock lock, Runnable wake) {
    this.lock = lock;
    this.wake = wake;
  }

  /** Subscribes, and then runs the feed in a thread of its own. Called once. */
  void start(Supplier<Subscription> subscribe, String thread, Runnable feed) {
    Subscription following = subscribe.get();
    lock.lock();
    try {
      subscription = following;
      if (!closed) {
        Thread.ofVirtual().name(thread).start(feed);
        return;
      }
    } finally {
      lock.unlock();
    }
    following.close();
  }

  /** Whether it has ended; to be asked with the lock held. */
  boolean closed() {
    return closed;
  }

  /** Ends it. Idempotent. */
  void close() {
    Subscription following;
    lock.lock();
    try {
      closed = true;
      wake.run();
      following = subscription;
      subscription = null;
    } finally {
      lock.unlock();
    }
    if (following != null) {
      following.close();
    }
  }
}
