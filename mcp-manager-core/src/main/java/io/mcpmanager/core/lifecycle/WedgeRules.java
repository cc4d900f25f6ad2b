package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.InstanceInfo;
import io.mcpmanager.api.server.Phase;
import io.mcpmanager.api.server.ServerState;
import java.time.Duration;

/** What follows when a running server answers nothing any more, and when it does again. */
final class WedgeRules {

  static void wedged(Draft draft, Signal.Wedged signal, double jitter) {
    InstanceInfo instance = draft.now().instance();
    if (draft.state() != ServerState.RUNNING
        || instance == null
        || instance.wedged().isPresent()) {
      return;
    }
    HealthCheck.Reaction reaction = draft.now().definition().settings().whenWedged();
    Traffic traffic = signal.traffic();
    var event = new EventData.Wedged(
        signal.generation(),
        traffic.inFlight(),
        traffic.overdue(),
        traffic.oldest().toMillis(),
        traffic.silence().toMillis(),
        reaction);
    draft.tell(event);
    if (reaction == HealthCheck.Reaction.RESTART) {
      var failure = new Failure(
          Phase.CALL, ErrorCode.TIMEOUT, event.message(), null, signal.lastErrorLines());
      RestartRules.abandoned(draft, failure, jitter);
    } else {
      draft.instance(instance.withWedgedSince(draft.time()));
    }
  }

  static void answering(Draft draft) {
    InstanceInfo instance = draft.now().instance();
    if (draft.state() != ServerState.RUNNING || instance == null) {
      return;
    }
    instance.wedged().ifPresent(since -> {
      draft.tell(new EventData.Unwedged(
          draft.now().generation(), Duration.between(since, draft.time()).toMillis()));
      draft.instance(instance.withWedgedSince(null));
    });
  }

  private WedgeRules() {}
}
