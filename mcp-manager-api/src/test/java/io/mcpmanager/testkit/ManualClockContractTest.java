package io.mcpmanager.testkit;

import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;

final class ManualClockContractTest extends ManagerClockContract {

  @Override
  protected ManagerClock open() {
    return new ManualClock();
  }

  @Override
  protected void pass(ManagerClock passing, Duration time) {
    ((ManualClock) passing).advance(time);
  }
}
