package io.mcpmanager.server.rest;

import io.mcpmanager.api.diagnostics.Diagnostics;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.core.json.DiagnosticsJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is wrong with the manager and its machine, and what its threads do. */
final class DiagnosticsResource implements Resource {

  static final String TAG = "diagnostics";
  static final String PATH = Route.BASE + "/diagnostics";

  private final Diagnostics diagnostics;

  DiagnosticsResource(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, TAG, "Looks at everything, and says what to do; takes up to 5 seconds.")
            .answers("DiagnosticsReport")
            .fails(ErrorCode.LIMIT_REACHED)
            .by(call -> Answer.ok(DiagnosticsJson.report(diagnostics.examine(call.context())))),
        Route.get(PATH + "/threads", TAG, "What all threads do, virtual ones included.")
            .answersAs("text/plain")
            .by(this::threads));
  }

  private Answer threads(Call call) {
    byte[] dump = diagnostics.threadDump(call.context()).getBytes(StandardCharsets.UTF_8);
    return Answer.of(out -> out.write(dump));
  }
}
