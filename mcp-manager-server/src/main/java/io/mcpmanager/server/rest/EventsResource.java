package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventCategory;
import io.mcpmanager.api.event.EventFilter;
import io.mcpmanager.api.event.EventPage;
import io.mcpmanager.api.event.EventType;
import io.mcpmanager.api.event.Events;
import io.mcpmanager.api.event.Severity;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.EventJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The log of everything that changed. */
final class EventsResource implements Resource {

  private static final Parameter<Set<EventType>> TYPE =
      Parameter.choices("type", "Kinds to keep.", EnumSet.allOf(EventType.class), EventType::text);
  private static final Parameter<Set<EventCategory>> CATEGORY = Parameter.choices(
      "category", "Categories to keep.", EnumSet.allOf(EventCategory.class), EventCategory::text);
  private static final Parameter<Severity> SEVERITY = Parameter.choice(
      "severity",
      "Least severity to keep.",
      EnumSet.allOf(Severity.class),
      Severity::text,
      Severity.INFO);
  private static final Parameter<String> SERVER =
      Parameter.text("server", "Id or name of a server whose events are kept.");
  private static final Parameter<String> TEXT =
      Parameter.text("q", "Text in the message or the server's name.");
  private static final Parameter<Long> LIMIT =
      Parameter.number("limit", "Most events to return.", 1, Events.MAX_PAGE, 100);
  private static final Parameter<EventExport.Format> FORMAT = Parameter.choice(
      "format",
      "One JSON object a line, or comma-separated values.",
      EnumSet.allOf(EventExport.Format.class),
      EventExport.Format::text,
      EventExport.Format.NDJSON);
  private static final Parameter<?>[] FILTER = {
    TYPE, CATEGORY, SEVERITY, SERVER, LogsResource.FROM, LogsResource.TO, TEXT
  };

  private final Events events;
  private final ServerLookup lookup;

  EventsResource(Servers servers, Events events) {
    this.events = events;
    this.lookup = new ServerLookup(servers);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Route.BASE + "/events", "events", "What happened.")
            .with(LogsResource.AFTER, LogsResource.BEFORE, LIMIT)
            .with(FILTER)
            .answers("Event[]")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::events),
        Route.get(Route.BASE + "/events/export", "events", "All of what happened, oldest first.")
            .with(FORMAT, LogsResource.AFTER)
            .with(FILTER)
            .answersAs(EventExport.Format.NDJSON.mediaType(), EventExport.Format.CSV.mediaType())
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::export));
  }

  private Answer export(Call call) {
    EventExport.Format format = call.get(FORMAT);
    var export =
        new EventExport(events, call.context(), filter(call), call.get(LogsResource.AFTER), format);
    return Answer.of(export)
        .as(format.mediaType())
        .with("Content-Disposition", "attachment; filename=\"events." + format.text() + "\"");
  }

  private EventFilter filter(Call call) {
    Set<ServerId> servers =
        call.has(SERVER) ? Set.of(lookup.find(call.context(), call.get(SERVER)).id()) : Set.of();
    return new EventFilter(
        call.get(TYPE),
        call.get(CATEGORY),
        servers,
        call.get(SEVERITY),
        call.get(LogsResource.FROM).orElse(null),
        call.get(LogsResource.TO).orElse(null),
        call.get(TEXT));
  }

  private Answer events(Call call) {
    EventFilter filter = filter(call);
    int limit = Math.toIntExact(call.get(LIMIT));
    EventPage page = call.has(LogsResource.AFTER)
        ? events.after(call.context(), filter, call.get(LogsResource.AFTER), limit)
        : events.before(call.context(), filter, call.get(LogsResource.BEFORE), limit);
    var data = JsonNodeFactory.instance.arrayNode();
    page.events().forEach(event -> data.add(EventJson.event(event)));
    return Answer.ok(
        data,
        JsonNodeFactory.instance
            .objectNode()
            .put("nextCursor", page.nextCursor())
            .put("latestSequence", events.latestSequence(call.context()))
            .put("oldestSequence", events.oldestSequence(call.context())));
  }
}
