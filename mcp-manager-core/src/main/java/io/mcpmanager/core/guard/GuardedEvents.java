package io.mcpmanager.core.guard;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventListener;
import io.mcpmanager.api.event.EventPage;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.event.Subscription;

/** The event log, as far as somebody may see it: of all, or of some servers. */
final class GuardedEvents implements Events {

  private final Events events;
  private final Authorizer authorizer;

  GuardedEvents(Events events, Authorizer authorizer) {
    this.events = events;
    this.authorizer = authorizer;
  }

  @Override
  public EventPage after(CallContext context, EventFilter filter, long sequence, int limit) {
    authorizer.checkSome(context, Operation.READ_EVENTS);
    return seen(context, events.after(context, filter, sequence, limit));
  }

  @Override
  public EventPage before(CallContext context, EventFilter filter, long sequence, int limit) {
    authorizer.checkSome(context, Operation.READ_EVENTS);
    return seen(context, events.before(context, filter, sequence, limit));
  }

  @Override
  public long latestSequence(CallContext context) {
    authorizer.checkSome(context, Operation.READ_EVENTS);
    return events.latestSequence(context);
  }

  @Override
  public long oldestSequence(CallContext context) {
    authorizer.checkSome(context, Operation.READ_EVENTS);
    return events.oldestSequence(context);
  }

  @Override
  public Subscription subscribe(CallContext context, EventFilter filter, EventListener listener) {
    authorizer.checkSome(context, Operation.READ_EVENTS);
    return authorizer.allows(context, Operation.READ_EVENTS)
        ? events.subscribe(context, filter, listener)
        : events.subscribe(context, filter, new Seen(context, listener));
  }

  private EventPage seen(CallContext context, EventPage page) {
    return authorizer.allows(context, Operation.READ_EVENTS)
        ? page
        : new EventPage(
            page.events().stream().filter(event -> maySee(context, event)).toList(),
            page.nextCursor());
  }

  private boolean maySee(CallContext context, Event event) {
    String server = event.serverName();
    return server != null && authorizer.allows(context, Operation.READ_EVENTS, server);
  }

  /** Hands on what may be seen. */
  private final class Seen implements EventListener {

    private final CallContext context;
    private final EventListener listener;

    Seen(CallContext context, EventListener listener) {
      this.context = context;
      this.listener = listener;
    }

    @Override
    public void onEvent(Event event) {
      if (maySee(context, event)) {
        listener.onEvent(event);
      }
    }

    @Override
    public void onMissed(long fromSequence, long toSequence) {
      listener.onMissed(fromSequence, toSequence);
    }
  }
}
