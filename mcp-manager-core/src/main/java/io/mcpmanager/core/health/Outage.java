package io.mcpmanager.core.health;

import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Notes, in the rhythm in which a server would be checked, that it is down, until it is over. */
final class Outage {

  private final ServerId server;
  private final Findings findings;
  private final ManagerClock clock;
  private final Duration interval;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private ManagerClock.Timer timer = () -> {};
  private boolean ended;

  Outage(ServerId server, Findings findings, ManagerClock clock, Duration interval) {
    this.server = server;
    this.findings = findings;
    this.clock = clock;
    this.interval = interval;
  }

  /** Notes it for the first time, so that an outage between two checks is seen as well. */
  void begin() {
    lock.lock();
    try {
      if (!ended) {
        findings.down(server);
        timer = clock.schedule(interval, this::begin);
      }
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      timer.cancel();
    } finally {
      lock.unlock();
    }
  }
}
