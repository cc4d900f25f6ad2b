package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Event;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventListener;
import io.mcpmanager.api.event.EventPage;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.core.json.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The event log, as far as it passes a filter. */
record EventSource(Events events, CallContext context, EventFilter filter)
    implements Source<Event> {

  @Override
  public long latest() {
    return events.latestSequence(context);
  }

  @Override
  public long oldest() {
    return events.oldestSequence(context);
  }

  @Override
  public List<Event> after(long sequence) {
    EventPage page = events.after(context, filter, sequence, PAGE);
    var found = new ArrayList<>(page.events());
    // of what follows there may be less than a page that the context may see, and still more behind
    while (found.size() < PAGE && page.nextCursor() != 0) {
      page = events.after(context, filter, page.nextCursor(), PAGE);
      found.addAll(page.events());
    }
    return found;
  }

  @Override
  public Subscription follow(Consumer<Event> listener, Missed missed) {
    return events.subscribe(context, filter, new EventListener() {
      @Override
      public void onEvent(Event event) {
        listener.accept(event);
      }

      @Override
      public void onMissed(long fromSequence, long toSequence) {
        missed.accept(fromSequence, toSequence);
      }
    });
  }

  @Override
  public long sequence(Event event) {
    return event.sequence();
  }

  @Override
  public ObjectNode message(Event event) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("type", "event");
    message.set("event", EventJson.event(event));
    return message;
  }

  @Override
  public boolean complete() {
    return true;
  }
}
