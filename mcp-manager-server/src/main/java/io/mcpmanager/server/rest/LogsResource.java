package io.mcpmanager.server.rest;

import static io.mcpmanager.server.rest.ServerLookup.SERVER;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.Servers;
import io.mcpmanager.core.json.ServerJson;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What servers write. */
final class LogsResource implements Resource {

  static final Parameter<Long> AFTER =
      Parameter.number("after", "Sequence to start after, oldest first.", 0, Long.MAX_VALUE, 0);
  static final Parameter<Long> BEFORE = Parameter.number(
      "before",
      "Sequence to start before, newest first; without after and before the newest come first.",
      1,
      Long.MAX_VALUE,
      Long.MAX_VALUE);
  static final Parameter<Optional<Instant>> FROM =
      Parameter.time("from", "Earliest time, inclusive.");
  static final Parameter<Optional<Instant>> TO = Parameter.time("to", "Latest time, exclusive.");
  private static final Parameter<Set<LogStream>> STREAM = Parameter.choices(
      "stream", "Streams to keep.", EnumSet.allOf(LogStream.class), LogStream::text);
  private static final Parameter<LogLevel> LEVEL = Parameter.choice(
      "level",
      "Least level to keep.",
      EnumSet.allOf(LogLevel.class),
      LogLevel::text,
      LogLevel.DEBUG);
  private static final Parameter<String> TEXT = Parameter.text("q", "Text in the line.");
  private static final Parameter<LogExport.Format> FORMAT = Parameter.choice(
      "format",
      "One JSON object a line, or time, stream, level and text.",
      EnumSet.allOf(LogExport.Format.class),
      LogExport.Format::text,
      LogExport.Format.NDJSON);
  private static final Parameter<?>[] FILTER = {STREAM, LEVEL, FROM, TO, TEXT};
  private static final Parameter<Long> LIMIT =
      Parameter.number("limit", "Most lines to return.", 1, Logs.MAX_PAGE, 200);

  private final Logs logs;
  private final ServerLookup lookup;

  LogsResource(Servers servers, Logs logs) {
    this.logs = logs;
    this.lookup = new ServerLookup(servers);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Route.BASE + "/servers/{server}/logs", "logs", "Lines of a server's log.")
            .with(SERVER, AFTER, BEFORE, LIMIT)
            .with(FILTER)
            .answers("LogLine[]")
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::lines),
        Route.get(
                Route.BASE + "/servers/{server}/logs/export",
                "logs",
                "All of a server's log, oldest first.")
            .with(SERVER, FORMAT)
            .with(FILTER)
            .answersAs(LogExport.Format.NDJSON.mediaType(), LogExport.Format.TEXT.mediaType())
            .fails(ErrorCode.SERVER_NOT_FOUND)
            .by(this::export));
  }

  private Answer export(Call call) {
    Server server = lookup.of(call);
    LogExport.Format format = call.get(FORMAT);
    return Answer.of(new LogExport(logs, call.context(), server.id(), filter(call), format))
        .as(format.mediaType())
        .with(
            "Content-Disposition",
            "attachment; filename=\"" + server.name() + "." + format.fileEnding() + "\"");
  }

  private static LogFilter filter(Call call) {
    return new LogFilter(
        call.get(STREAM),
        call.get(LEVEL),
        call.get(FROM).orElse(null),
        call.get(TO).orElse(null),
        call.get(TEXT));
  }

  private Answer lines(Call call) {
    Server server = lookup.of(call);
    LogFilter filter = filter(call);
    int limit = Math.toIntExact(call.get(LIMIT));
    List<LogLine> lines = call.has(AFTER)
        ? logs.after(call.context(), server.id(), filter, call.get(AFTER), limit)
        : logs.before(call.context(), server.id(), filter, call.get(BEFORE), limit);
    var data = JsonNodeFactory.instance.arrayNode();
    lines.forEach(line -> data.add(ServerJson.logLine(line)));
    long cursor = lines.isEmpty() ? 0 : lines.getLast().sequence();
    return Answer.ok(
        data,
        JsonNodeFactory.instance
            .objectNode()
            .put("nextCursor", cursor)
            .put("dropped", logs.dropped(call.context(), server.id())));
  }
}
