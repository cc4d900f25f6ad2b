package io.mcpmanager.api.log;

/** Takes log lines in order, on a thread of its own subscription. What it throws is logged and does no harm. */
@FunctionalInterface
public interface LogListener {

  /** A line that passes the subscription's filter. */
  void onLine(LogLine line);

  /**
   * Lines were dropped because this listener was too slow.
   *
   * @param count number of lines dropped
   */
  default void onMissed(long count) {}
}
