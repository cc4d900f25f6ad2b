package io.mcpmanager.core.time;

import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.testkit.ManagerClockContract;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

final class SystemClockContractTest extends ManagerClockContract {

  @Override
  protected ManagerClock open() {
    return new SystemClock();
  }

  @Override
  protected void pass(ManagerClock passing, Duration time) throws InterruptedException {
    var ignored = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
