package io.mcpmanager.core.time;

import io.mcpmanager.spi.IdSource;
import io.mcpmanager.testkit.IdSourceContract;
import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;

final class SystemIdsContractTest extends IdSourceContract {

  private final ManualClock clock = new ManualClock();

  @Override
  protected IdSource open() {
    return new SystemIds(clock);
  }

  @Override
  protected void timePasses() {
    clock.advance(Duration.ofMillis(1));
  }
}
