package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.server.DesiredState;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.RestartPolicy;
import io.mcpmanager.api.server.ServerStatus;
import java.time.Duration;

/** What follows when a server fails: a restart after a pause, or an error that stays, as its restart policy says. */
final class RestartRules {

  static boolean wantsToRun(Situation situation) {
    return situation.kept().desired() == DesiredState.RUNNING
        && situation.definition().enabled();
  }

  static RestartPolicy policy(Draft draft) {
    return draft.now().definition().settings().restart();
  }

  static void failed(Draft draft, Trigger on, Failure failure, double jitter) {
    forgetAfterLongRun(draft);
    RestartPolicy policy = policy(draft);
    // a launch that no runtime takes will not be taken a second later either
    boolean hopeless = failure.code() == ErrorCode.RUNTIME_UNAVAILABLE;
    if (hopeless || policy.mode() == RestartPolicy.Mode.NEVER || !wantsToRun(draft.now())) {
      draft.fail(on, failure);
    } else if (draft.now().history().isExhausted(policy, draft.time())) {
      draft.fail(on, Draft.crashLoop(failure, policy));
    } else {
      Duration delay = draft.now().history().nextDelay(policy, jitter);
      draft.failAndRetry(on, failure, delay);
    }
  }

  /** The instance is of no use any more but has not ended: as {@link #failed}, and what is there of it is ended. */
  static void abandoned(Draft draft, Failure failure, double jitter) {
    failed(draft, Trigger.EXITED, failure, jitter);
    draft.leftover(true);
    draft.stopInstance();
  }

  static void forgetAfterLongRun(Draft draft) {
    if (draft.now().status() instanceof ServerStatus.Running running
        && !draft.time().isBefore(running.since().plus(policy(draft).resetAfter()))) {
      draft.ranWell();
    }
  }

  private RestartRules() {}
}
