package io.mcpmanager.server.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.log.LogFilter;
import io.mcpmanager.api.log.LogLine;
import io.mcpmanager.api.log.LogListener;
import io.mcpmanager.api.log.Logs;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.json.ServerJson;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One server's log, as far as it passes a filter. Who reads it too slowly skips lines: catching up with a server that
 * writes more than the client reads would never end.
 */
record LineSource(Logs logs, CallContext context, ServerId server, LogFilter filter)
    implements Source<LogLine> {

  @Override
  public long latest() {
    return logs.before(context, server, LogFilter.ALL, Long.MAX_VALUE, 1).stream()
        .mapToLong(LogLine::sequence)
        .findFirst()
        .orElse(0);
  }

  @Override
  public long oldest() {
    return 0;
  }

  @Override
  public List<LogLine> after(long sequence) {
    return logs.after(context, server, filter, sequence, PAGE);
  }

  @Override
  public Subscription follow(Consumer<LogLine> listener, Missed missed) {
    var seen = new AtomicLong();
    return logs.follow(context, server, filter, new LogListener() {
      @Override
      public void onLine(LogLine line) {
        seen.set(line.sequence());
        listener.accept(line);
      }

      @Override
      public void onMissed(long count) {
        missed.accept(0, seen.addAndGet(count));
      }
    });
  }

  @Override
  public long sequence(LogLine line) {
    return line.sequence();
  }

  @Override
  public ObjectNode message(LogLine line) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("type", "log");
    message.set("line", ServerJson.logLine(line));
    return message;
  }

  @Override
  public boolean complete() {
    return false;
  }
}
