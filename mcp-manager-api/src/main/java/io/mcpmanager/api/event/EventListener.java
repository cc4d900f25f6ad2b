package io.mcpmanager.api.event;

/**
 * Takes events in the order of the log. Called on a thread of its own subscription, one event at a time. What it throws
 * is logged and does no harm; being slow makes only this listener miss events.
 */
@FunctionalInterface
public interface EventListener {

  /** An event that passes the subscription's filter. */
  void onEvent(Event event);

  /**
   * Events were dropped because this listener was too slow; read them with {@link Events#after}.
   *
   * @param fromSequence first sequence that may be missing
   * @param toSequence last sequence that may be missing
   */
  default void onMissed(long fromSequence, long toSequence) {}
}
