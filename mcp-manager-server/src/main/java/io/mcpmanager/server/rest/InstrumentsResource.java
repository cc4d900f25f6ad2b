package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.access.HostTasks;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.server.diagnostics.Instruments;
import io.mcpmanager.server.diagnostics.LogLevels;
import io.mcpmanager.server.diagnostics.Recordings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Log levels and flight recordings of the running manager. */
final class InstrumentsResource implements Resource {

  private static final String TAG = DiagnosticsResource.TAG;
  private static final String LEVELS = DiagnosticsResource.PATH + "/log-levels";
  private static final String RECORDINGS = DiagnosticsResource.PATH + "/recordings";
  private static final String RECORDING = RECORDINGS + "/{recording}";
  private static final Parameter<String> NAME =
      Parameter.path("recording", "Name of the recording as it is listed.");
  private static final Parameter<Long> SECONDS =
      Parameter.number("seconds", "How long to record.", 1, Recordings.LONGEST.toSeconds(), 30);

  private final HostTasks tasks;
  private final LogLevels levels;
  private final Recordings recordings;

  InstrumentsResource(Instruments instruments, HostTasks tasks) {
    this.tasks = tasks;
    this.levels = instruments.logLevels();
    this.recordings = instruments.recordings();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(LEVELS, TAG, "Loggers of the manager that have a level of their own.")
            .answers("LogLevel[]")
            .by(this::levels),
        Route.put(LEVELS, TAG, "Changes the level of a logger, for a time or until the end.")
            .takes("NewLogLevel")
            .answers("LogLevel")
            .fails(ErrorCode.LIMIT_REACHED)
            .by(this::setLevel),
        Route.get(RECORDINGS, TAG, "Flight recordings, newest first.")
            .answers("Recording[]")
            .by(this::recordings),
        Route.post(RECORDINGS, TAG, "Begins a flight recording; one goes on at a time.")
            .with(SECONDS)
            .answers(202, "Recording")
            .fails(ErrorCode.LIMIT_REACHED, ErrorCode.SHUTTING_DOWN)
            .by(this::record),
        Route.get(RECORDING, TAG, "Whether a flight recording has ended.")
            .with(NAME)
            .answers("Recording")
            .fails(ErrorCode.ROUTE_NOT_FOUND)
            .by(this::recording),
        Route.get(RECORDING + "/file", TAG, "The file of a flight recording that has ended.")
            .with(NAME)
            .answersAs("application/octet-stream")
            .fails(ErrorCode.ROUTE_NOT_FOUND)
            .by(this::file));
  }

  private Answer levels(Call call) {
    tasks.check(call.context(), "log-levels.read");
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    levels.list().forEach(setting -> list.add(json(setting)));
    return Answer.ok(list);
  }

  private Answer setLevel(Call call) {
    NewLogLevel asked = NewLogLevel.read(call.body());
    LogLevels.Name level = asked.level();
    return Answer.ok(json(tasks.<LogLevels.Setting>perform(
        call.context(),
        "log-levels.change",
        Map.of("logger", asked.logger(), "level", level == null ? "default" : level.text()),
        () -> levels.set(asked.logger(), level, asked.time()))));
  }

  private Answer recordings(Call call) {
    tasks.check(call.context(), "recordings.list");
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    recordings.list().forEach(info -> list.add(json(info)));
    return Answer.ok(list);
  }

  private Answer recording(Call call) {
    tasks.check(call.context(), "recordings.list");
    return Answer.ok(json(recordings.get(call.get(NAME))));
  }

  private Answer record(Call call) {
    long seconds = call.get(SECONDS);
    return Answer.of(
        202,
        json(tasks.<Recordings.Info>perform(
            call.context(),
            "recordings.start",
            Map.of("seconds", String.valueOf(seconds)),
            () -> recordings.start(Duration.ofSeconds(seconds)))));
  }

  private Answer file(Call call) {
    Recordings.Info finished = tasks.<Recordings.Info>perform(
        call.context(),
        "recordings.read",
        Map.of("recording", call.get(NAME)),
        () -> recordings.finished(call.get(NAME)));
    return Answer.of(out -> recordings.copy(finished, out))
        .with("Content-Disposition", "attachment; filename=\"" + finished.name() + ".jfr\"");
  }

  private static JsonNode json(LogLevels.Setting setting) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("logger", setting.logger());
    json.put("level", setting.level().text());
    json.put("changed", setting.changed());
    json.put("until", setting.end().map(Object::toString).orElse(null));
    return json;
  }

  private static JsonNode json(Recordings.Info info) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", info.name());
    json.put("finished", info.finished());
    json.put("bytes", info.bytes());
    json.put("endsAt", info.end().map(Object::toString).orElse(null));
    return json;
  }
}
