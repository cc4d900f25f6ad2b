package io.mcpmanager.core.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks for an answer a moment longer before the thread is put to sleep. To be woken, a virtual thread needs two others
 * that sleep by then, which takes longer than a quick server does for its answer. It is done only where it costs nobody
 * else a processor: by one exchange at a time, on a machine with several, as long as it succeeds.
 */
final class BriefLook {

  /** Some 80 µs. Counted and not timed, so that a clock that stands still does not make it endless. */
  private static final int LOOKS = 96;

  private static final int PAUSES = 10;

  /** What one connection has learnt of its server; belongs to who uses the connection. */
  static final class Luck {
    private static final int BEST = 8;
    /** After how many exchanges without a look there is one again. */
    private static final int FORGET = 64;

    private int luck = BEST;
    private int skipped;

    private boolean favours() {
      if (luck > 0) {
        return true;
      }
      if (++skipped < FORGET) {
        return false;
      }
      skipped = 0;
      return true;
    }

    private void learn(boolean found) {
      luck = found ? Math.min(BEST, luck + 1) : Math.max(0, luck - 2);
    }
  }

  private final boolean several;
  /** Exchanges that wait for an answer. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** @param processors how many the machine has */
  BriefLook(int processors) {
    this.several = processors > 1;
  }

  /** An exchange begins to wait for its answer; {@link #end()} must follow. */
  void begin() {
    waiting.incrementAndGet();
  }

  void end() {
    waiting.decrementAndGet();
  }

  /**
   * Reads what is there or comes within a moment.
   *
   * @return how many bytes were read, -1 if the peer has closed, 0 if it takes longer
   */
  int read(SocketChannel channel, ByteBuffer target, Luck luck) throws IOException {
    if (!several || waiting.get() > 1 || !Thread.currentThread().isVirtual() || !luck.favours()) {
      return 0;
    }
    channel.configureBlocking(false);
    int read = 0;
    for (int look = 0; look < LOOKS && read == 0 && waiting.get() == 1; look++) {
      for (int pause = 0; look > 0 && pause < PAUSES; pause++) {
        Thread.onSpinWait();
      }
      read = channel.read(target);
    }
    channel.configureBlocking(true);
    luck.learn(read != 0);
    return read;
  }
}
