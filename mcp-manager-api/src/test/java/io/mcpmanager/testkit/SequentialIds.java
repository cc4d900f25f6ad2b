package io.mcpmanager.testkit;

import io.mcpmanager.spi.IdSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that count: {@code id00000001}, {@code id00000002}, ... Thread-safe. */
public final class SequentialIds implements IdSource {

  private final AtomicLong ids = new AtomicLong();
  private final AtomicLong secrets = new AtomicLong();

  @Override
  public String nextId() {
    return String.format(Locale.ROOT, "id%08d", ids.incrementAndGet());
  }

  @Override
  public String nextSecret() {
    return String.format(Locale.ROOT, "secret-%025d", secrets.incrementAndGet());
  }
}
