package io.mcpmanager.api.event;

import io.mcpmanager.api.access.CallContext;
import java.util.function.Consumer;

/** Driving port: the log of everything that changed. Thread-safe. A caller sees the events of its tenant only. */
public interface Events {

  /** Most events that one query returns. */
  int MAX_PAGE = 1000;

  /**
   * Events newer than a position, oldest first.
   *
   * @param sequence position to start after; 0 for the beginning
   * @param limit most events to return, 1 to {@link #MAX_PAGE}
   */
  EventPage after(CallContext context, EventFilter filter, long sequence, int limit);

  /**
   * Events older than a position, newest first.
   *
   * @param sequence position to start before; {@link Long#MAX_VALUE} for the end
   * @param limit most events to return, 1 to {@link #MAX_PAGE}
   */
  EventPage before(CallContext context, EventFilter filter, long sequence, int limit);

  /** Sequence of the newest event that the caller sees; 0 if there is none. */
  long latestSequence(CallContext context);

  /**
   * Sequence of the oldest event that is still kept, whosever it is; 0 if there is none. Who reads on from before it has
   * missed what is between.
   */
  long oldestSequence(CallContext context);

  /** Hands every event from now on that passes the filter to a listener, until the subscription is closed. */
  Subscription subscribe(CallContext context, EventFilter filter, EventListener listener);

  /** Hands every event from now on whose data has this type to a listener, until the subscription is closed. */
  default <T extends EventData> Subscription on(
      CallContext context, Class<T> type, Consumer<T> listener) {
    return subscribe(context, EventFilter.ALL, event -> {
      if (type.isInstance(event.data())) {
        listener.accept(type.cast(event.data()));
      }
    });
  }
}
