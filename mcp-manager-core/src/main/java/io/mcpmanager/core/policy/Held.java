package io.mcpmanager.core.policy;

import io.mcpmanager.api.policy.HeldCall;
import io.mcpmanager.spi.ManagerClock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A call that is held. Everything but the answer is guarded by the lock of the room it is held in. */
final class Held {

  final String tenant;

  /** Done once it is decided, has expired, is outdated, or its client has left. */
  CompletableFuture<HeldCall.State> answer = new CompletableFuture<>();

  private HeldCall call;
  private String why = "";
  private ManagerClock.@Nullable Timer timer;

  Held(String tenant, HeldCall call) {
    this.tenant = tenant;
    this.call = call;
  }

  HeldCall call() {
    return call;
  }

  /** More about what has become of it, for whoever made it. */
  String why() {
    return why;
  }

  void timer(ManagerClock.Timer newTimer) {
    timer = newTimer;
  }

  /** It has been decided; who waits for it goes on. */
  void decide(HeldCall.State state, String reason) {
    call = call.with(state, call.waited());
    why = reason;
    answer.complete(state);
  }

  /** Somebody waits for it, or nobody does any more. */
  void waited(boolean waited) {
    call = call.with(call.state(), waited);
    if (waited) {
      answer = new CompletableFuture<>();
    }
  }

  /** It is over. */
  void end() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
