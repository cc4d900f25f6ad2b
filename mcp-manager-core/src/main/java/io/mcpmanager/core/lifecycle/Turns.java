package io.mcpmanager.core.lifecycle;

import com.sun.management.OperatingSystemMXBean;
import io.mcpmanager.spi.ManagerClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the starts under way that nobody waits for, so that many at once do not starve each other of processor time
 * until all are too late. A start that takes long while the machine has time to spare is waiting, not working: it gives
 * its turn up and goes on without one, and so do all after a while. Thread-safe.
 */
final class Turns {

  /** Ends a turn; idempotent. */
  @FunctionalInterface
  interface Turn {
    Turn NONE = () -> {};

    void end();
  }

  private static final int PLACES = 8;
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int MOST_LOOKS = 40;
  private static final double BUSY = 0.85;

  private final ManagerClock clock;
  private final DoubleSupplier load;
  private final Semaphore places = new Semaphore(PLACES, true);

  Turns(ManagerClock clock) {
    this(clock, Turns::machineLoad);
  }

  /**
   * Turns of a machine.
   *
   * @param load how busy its processors are, from 0 to 1
   */
  Turns(ManagerClock clock, DoubleSupplier load) {
    this.clock = clock;
    this.load = load;
  }

  /** Waits for a turn. */
  Turn take() throws InterruptedException {
    places.acquire();
    var turn = new Held();
    turn.lookAgain();
    return turn;
  }

  private static double machineLoad() {
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return machine == null ? 0 : machine.getCpuLoad();
  }

  private final class Held implements Turn {

    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile ManagerClock.@Nullable Timer timer;
    private int looks;

    private void lookAgain() {
      timer = clock.schedule(LOOK, this::look);
      if (ended.get()) {
        cancel();
      }
    }

    private void look() {
      looks++;
      if (looks >= MOST_LOOKS || load.getAsDouble() < BUSY) {
        end();
      } else if (!ended.get()) {
        lookAgain();
      }
    }

    @Override
    public void end() {
      if (ended.compareAndSet(false, true)) {
        places.release();
        cancel();
      }
    }

    private void cancel() {
      ManagerClock.Timer waiting = timer;
      if (waiting != null) {
        waiting.cancel();
      }
    }
  }
}
