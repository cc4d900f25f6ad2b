package io.mcpmanager.api.event;

import java.util.List;

/**
 * A run of events.
 *
 * @param events in the order asked for
 * @param nextCursor sequence to give to get the run after this one; 0 if there is none
 */
public record EventPage(List<Event> events, long nextCursor) {

  /** Copies the events. */
  public EventPage {
    events = List.copyOf(events);
  }
}
