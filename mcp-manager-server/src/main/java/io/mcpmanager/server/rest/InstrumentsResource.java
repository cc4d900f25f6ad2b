package io.mcpmanager.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.server.diagnostics.Instruments;
import io.mcpmanager.server.diagnostics.LogLevels;
import io.mcpmanager.server.diagnostics.Recordings;
import java.time.Duration;
import java.util.List;

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

  private final LogLevels levels;
  private final Recordings recordings;

  InstrumentsResource(Instruments instruments) {
    this.levels = instruments.logLevels();
    this.recordings = instruments.recordings();
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(LEVELS, TAG, "Loggers of the manager that have a level of their own.")
            .answers("LogLevel[]")
            .by(call -> Answer.ok(levels())),
        Route.put(LEVELS, TAG, "Changes the level of a logger, for a time or until the end.")
            .takes("NewLogLevel")
            .answers("LogLevel")
            .fails(ErrorCode.LIMIT_REACHED)
            .by(this::setLevel),
        Route.get(RECORDINGS, TAG, "Flight recordings, newest first.")
            .answers("Recording[]")
            .by(call -> Answer.ok(recordings())),
        Route.post(RECORDINGS, TAG, "Begins a flight recording; one goes on at a time.")
            .with(SECONDS)
            .answers(202, "Recording")
            .fails(ErrorCode.LIMIT_REACHED, ErrorCode.SHUTTING_DOWN)
            .by(this::record),
        Route.get(RECORDING, TAG, "Whether a flight recording has ended.")
            .with(NAME)
            .answers("Recording")
            .fails(ErrorCode.ROUTE_NOT_FOUND)
            .by(call -> Answer.ok(json(recordings.get(call.get(NAME))))),
        Route.get(RECORDING + "/file", TAG, "The file of a flight recording that has ended.")
            .with(NAME)
            .answersAs("application/octet-stream")
            .fails(ErrorCode.ROUTE_NOT_FOUND)
            .by(this::file));
  }

  private ArrayNode levels() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    levels.list().forEach(setting -> list.add(json(setting)));
    return list;
  }

  private Answer setLevel(Call call) {
    NewLogLevel asked = NewLogLevel.read(call.body());
    return Answer.ok(json(levels.set(asked.logger(), asked.level(), asked.time())));
  }

  private ArrayNode recordings() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    recordings.list().forEach(info -> list.add(json(info)));
    return list;
  }

  private Answer record(Call call) {
    return Answer.of(202, json(recordings.start(Duration.ofSeconds(call.get(SECONDS)))));
  }

  private Answer file(Call call) {
    Recordings.Info finished = recordings.finished(call.get(NAME));
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
