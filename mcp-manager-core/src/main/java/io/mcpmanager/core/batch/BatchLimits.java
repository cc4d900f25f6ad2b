package io.mcpmanager.core.batch;

import java.time.Duration;

/**
 * How a {@link BatchWriter} gathers.
 *
 * @param capacity most items that wait, the batch being written included; further ones are dropped
 * @param batch most items of one batch; as many are written without waiting for {@code age}
 * @param age how long an item may wait for others while writing succeeds
 */
public record BatchLimits(int capacity, int batch, Duration age) {

  /** Checks the values. */
  public BatchLimits {
    if (batch < 1 || capacity < batch) {
      throw new IllegalArgumentException(
          "batch must be from 1 to the capacity " + capacity + ", was " + batch);
    }
    if (age.isNegative()) {
      throw new IllegalArgumentException("age must not be negative, was " + age);
    }
  }
}
